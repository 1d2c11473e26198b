"""Errors of HDFS. Nearly all are HTTP 403, so the exception's name decides."""

import json

_SERVER_ERROR = 500


class HdfsError(Exception):
    """A refusal by HDFS; the text has its exception's name and message."""


class NotFoundError(HdfsError):
    """The file does not exist."""


class ExistsError(HdfsError):
    """The file exists already."""


class UnreachableError(HdfsError):
    """HDFS is away, starting, standby or in safe mode; the same call may succeed later."""


_BY_NAME = {
    "FileNotFoundException": NotFoundError,
    "FileAlreadyExistsException": ExistsError,
    "StandbyException": UnreachableError,
    "ObserverRetryOnActiveException": UnreachableError,
    "SafeModeException": UnreachableError,
    "RetriableException": UnreachableError,
    "ConnectException": UnreachableError,
    "NoRouteToHostException": UnreachableError,
    "SocketTimeoutException": UnreachableError,
    "EOFException": UnreachableError,
    "BlockMissingException": UnreachableError,
    "NotReplicatedYetException": UnreachableError,
    # HDFS answers a bare IOException until a DataNode has reported.
    "IOException": UnreachableError,
}


def remote_error(status: int, answer: bytes, request: str) -> HdfsError:
    """Return the error for an HTTP `status` of 400 or more with the body `answer`.

    `request` names the call in the error's text, such as `OPEN /data/bronze/bookmark`.
    """
    try:
        remote = json.loads(answer)["RemoteException"]
        name, message = str(remote["exception"]), str(remote["message"]).split("\n", maxsplit=1)[0]
    except (ValueError, KeyError, TypeError):
        kind = UnreachableError if status >= _SERVER_ERROR else HdfsError
        return kind(f"{request}: HTTP {status} from HDFS, without a reason")
    return _BY_NAME.get(name, HdfsError)(f"{request}: {name}: {message}")
