"""What HDFS answers when it refuses: nearly always HTTP 403, so the exception's name tells."""

import json

_SERVER_ERROR = 500


class HdfsError(Exception):
    """HDFS refused: the text has its exception's name and message."""


class NotFoundError(HdfsError):
    """There is no such file."""


class ExistsError(HdfsError):
    """There is such a file already."""


class UnreachableError(HdfsError):
    """HDFS is away, starting, a standby or in safe mode: the same call may succeed later."""


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
    # Bare IOException is what it says while no DataNode has reported yet.
    "IOException": UnreachableError,
}


def remote_error(status: int, answer: bytes, asked: str) -> HdfsError:
    """Return the error that an HTTP `status` of 400 or more, with the body `answer`, stands for.

    `asked` says in its text what was wanted, such as `OPEN /data/bronze/bookmark`.
    """
    try:
        remote = json.loads(answer)["RemoteException"]
        name, message = str(remote["exception"]), str(remote["message"]).split("\n", maxsplit=1)[0]
    except (ValueError, KeyError, TypeError):
        kind = UnreachableError if status >= _SERVER_ERROR else HdfsError
        return kind(f"{asked}: HTTP {status} from HDFS, without a reason")
    return _BY_NAME.get(name, HdfsError)(f"{asked}: {name}: {message}")
