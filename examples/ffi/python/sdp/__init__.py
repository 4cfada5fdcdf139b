"""ServiceDesk Plus MSP from Python, over libsdp: with ctypes and the standard library alone.

    import sdp

    with sdp.Client(base_url="https://desk.example.com", portal="itdesk", access_token=token) as client:
        product = client.products.add({"name": "XPS 15", "product_type": {"name": "Workstation"}})
        client.products.edit(product.id, {"comments": None})
        for one in client.products.list({"sort_field": "name"}):
            print(one.id, one.name)
"""
from ._client import Batch, Client, Pages, Result
from ._core import Cancel, File
from ._errors import (BusyError, CallbackError, CallerError, ClosedError, CredentialsError, NetworkError, QuotaError,
                      SdpError, ServerError)
from ._native import lib as _lib
from ._reflection import Field, Operation, Type, config_keys, operations, option_keys, types
from ._values import Record, type_of

__version__ = _lib.sdp_version().decode()
__all__ = ["Batch", "BusyError", "CallbackError", "CallerError", "Cancel", "Client", "ClosedError", "CredentialsError",
           "Field", "File", "NetworkError", "Operation", "Pages", "QuotaError", "Record", "Result", "SdpError",
           "ServerError", "Type", "config_keys", "operations", "option_keys", "type_of", "types"]
