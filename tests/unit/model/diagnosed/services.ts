import { NO_RESULT, logged, raised, type Case } from './evidence.ts';

/** HDFS and PostgreSQL when they are unavailable. */
export const SERVICES: readonly Case[] = [
  [
    'hdfs-unavailable',
    'safe mode',
    raised(
      'Py4JJavaError',
      'SafeModeException: Cannot create file/data/x. Name node is in safe mode.',
    ),
  ],
  [
    'hdfs-unavailable',
    'no DataNode',
    raised(
      'Py4JJavaError',
      'RemoteException: File /data/x could only be written to 0 of the 1 minReplication nodes. There are 0 datanode(s) running and 0 node(s) are excluded in this operation.',
    ),
  ],
  [
    'hdfs-unavailable',
    'an unreachable NameNode',
    raised(
      'Py4JJavaError',
      'ConnectException: Call From vm/127.0.0.1 to 127.0.0.1:8020 failed on connection exception: java.net.ConnectException: Connection refused',
    ),
  ],
  [
    'hdfs-unavailable',
    'a standby NameNode',
    raised(
      'UnreachableError',
      'CREATE /x: StandbyException: Operation category WRITE is not supported in state standby',
    ),
  ],
  [
    'hdfs-unavailable',
    'the result file could not be written',
    {
      ...NO_RESULT,
      ...logged(
        'driver.stdout',
        'sparkwright: r-a-1 succeeded and published no table, but could not write its result: HDFS does not answer at h:9870: refused',
      ),
    },
  ],
  [
    'postgres-unavailable',
    'a refused connection',
    raised(
      'Py4JJavaError',
      'PSQLException: Connection to 127.0.0.1:5433 refused. Check that the hostname and port are correct and that the postmaster is accepting TCP/IP connections.',
    ),
  ],
  [
    'postgres-unavailable',
    'a server that starts',
    raised('Py4JJavaError', 'PSQLException: FATAL: the database system is starting up'),
  ],
  [
    'postgres-unavailable',
    'a server that restarts',
    raised(
      'Py4JJavaError',
      'PSQLException: FATAL: terminating connection due to administrator command',
    ),
  ],
];
