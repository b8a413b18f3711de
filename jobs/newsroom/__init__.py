"""The fake newsroom: stories of people who don't exist, in the markup NPR used in four eras, served
by a real HTTP server on loopback. The demo and the tests share it.
"""
