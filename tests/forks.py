"""Processes forked from a server that has imported everything (`tests.forks_preload`): a real process in 20 ms."""

from multiprocessing import get_context

forks = get_context("forkserver")
forks.set_forkserver_preload(["tests.forks_preload"])
