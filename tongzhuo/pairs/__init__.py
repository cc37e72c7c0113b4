"""Every pair of a role and a supply of a whole city, in compiled kernels, and where such kernels are kept."""

from tongzhuo.pairs.keeping import keep_kernels

keep_kernels()  # before numba is loaded, which reads the place once
