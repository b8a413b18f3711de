"""Reading units on many machines with Dask: an extra, which nothing else imports."""
