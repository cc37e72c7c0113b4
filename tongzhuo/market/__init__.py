"""The city solver: needs bid for people's time, goods, money, rooms and care under one price system."""

from tongzhuo.market.keeping import keep_kernels

keep_kernels()  # before numba is loaded, which reads the place once
