"""Why a plan is as it is: reasons, funnels, prices, the cheapest change. Codes and numbers; knows the engine alone."""
