"""A Dask scheduler that the user gives: does it answer, how many workers has it, and to whom is it open?"""

import asyncio
import ipaddress
import socket
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from distributed.comm.core import connect as comm_connect
from distributed.core import send_recv
from distributed.security import Security

from dropout_lab.errors import ClusterError, first_line
from dropout_lab.runner.waiting import WORKERS_SECONDS

CONNECT_SECONDS = 10

PLAIN = ["msgpack"]
"""In what the scheduler is asked before the run: values alone, of which none is run when it is read."""


def check_address(address: str) -> int:
    """Knock at a scheduler's door, shake hands, and ask how many workers it has; TLS by Dask's own settings.

    Raises:
        ClusterError: nobody opens within ten seconds, or who does is no Dask scheduler, or wants other keys.
    """
    host, port = _host_and_port(address)
    try:
        socket.create_connection((host, int(port)), timeout=CONNECT_SECONDS).close()
    except (OSError, OverflowError) as error:
        raise ClusterError(
            f"executor.address={address}: nobody answers there ({error}); start a scheduler with "
            "`dask scheduler`, or leave the key out to train on this machine"
        ) from None

    async def ask() -> int:
        keys = Security().get_connection_args("client")
        comm = await comm_connect(address, timeout=CONNECT_SECONDS, **keys)
        try:
            said: Any = await send_recv(
                comm, op="identity", n_workers=0, serializers=PLAIN, deserializers=PLAIN
            )
        finally:
            comm.abort()
        return int(said["n_workers"])

    try:
        with ThreadPoolExecutor(1) as other:  # a notebook's own thread has a loop that runs already
            return other.submit(lambda: asyncio.run(asyncio.wait_for(ask(), CONNECT_SECONDS))).result()
    except (OSError, TimeoutError, ValueError, LookupError) as error:
        raise ClusterError(
            f"executor.address={address}: what answers there is no Dask scheduler ({type(error).__name__})"
        ) from None
    except (TypeError, RuntimeError) as error:  # of Dask's settings: no keys, or no leave without them
        raise ClusterError(
            f"executor.address={address}: Dask's settings do not allow this connection "
            f"({first_line(error)}); see distributed.comm.tls in them"
        ) from None


def without_workers(address: str) -> str:
    """Say in one line that a scheduler has no workers yet, and what to do."""
    return (
        f"executor.address={address}: has no workers yet; `dask worker {address}` starts one, and a run "
        f"waits up to {WORKERS_SECONDS / 60:.0f} min for the first"
    )


def open_to(address: str | None) -> str | None:
    """Say in one line whom a scheduler's address is open to; None where keys are asked for.

    >>> print(open_to("tls://10.0.0.5:8786"), open_to(None))
    None None
    >>> open_to("tcp://10.0.0.5:8786").partition(":8786: ")[2]
    "without keys: whoever reaches it can run code in your name; tls:// and Dask's settings close it"
    """
    if address is None or not address.startswith("tcp://"):
        return None
    who = "every user of this machine" if _is_loopback(address) else "whoever reaches it"
    return (
        f"executor.address={address}: without keys: {who} can run code in your name; "
        "tls:// and Dask's settings close it"
    )


def _host_and_port(address: str) -> tuple[str, str]:
    host, _, port = address.partition("://")[2].rpartition(":")
    return host.strip("[]"), port


def _is_loopback(address: str) -> bool:
    host, _ = _host_and_port(address)
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
