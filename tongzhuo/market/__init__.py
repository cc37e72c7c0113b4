"""The city solver: needs bid for people's time, goods, money, rooms and care under one price system."""
