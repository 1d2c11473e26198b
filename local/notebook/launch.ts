import { join } from 'node:path';
import type { ClusterConfig } from '../config.ts';
import { filled } from '../conf/write.ts';
import { writeWhole } from '../files.ts';
import { folders, secretFile } from '../folders.ts';
import type { Launch } from '../services/service.ts';
import type { Tools } from '../setup/tools.ts';

/** This variable, with the cluster's home, marks every process of a notebook: server, kernels, their JVMs. */
export const NOTEBOOK_MARK = 'SPARKWRIGHT_NOTEBOOK';

/** The HDFS user of notebooks. It may read every table and write none. */
const USER = 'analyst';

/** The file of the password, unless the environment has one. */
export function passwordFile(config: Pick<ClusterConfig, 'home'>): string {
  return secretFile(config, 'notebook.password');
}

/** Spark settings of a notebook: those of every driver, with `spark/notebook.conf` over them. */
function notebookSettings(config: ClusterConfig, tools: Tools): string {
  const parts = ['spark/spark-defaults.conf', 'spark/notebook.conf'];
  return parts.map((path) => filled(path, config, tools)).join('\n');
}

/** Writes a notebook's configuration, and returns the command that starts JupyterLab with it. */
export function notebookLaunch(
  config: ClusterConfig,
  tools: Tools,
  jupyter: string,
  password = process.env.JUPYTER_NOTEBOOK_PASSWORD ?? '',
): Launch {
  const conf = join(folders(config).conf, 'notebook');
  writeWhole(join(conf, 'spark-defaults.conf'), notebookSettings(config, tools), 0o600);
  const own = join(folders(config).data, 'notebook');
  const notebooks = join(config.root, 'notebooks');
  return {
    command: jupyter,
    args: [
      '-m',
      'jupyterlab',
      `--config=${join(notebooks, 'jupyter_server_config.py')}`,
      '--ServerApp.ip=127.0.0.1',
      `--ServerApp.port=${config.ports.notebook}`,
      `--ServerApp.root_dir=${notebooks}`,
    ],
    env: {
      [NOTEBOOK_MARK]: config.home,
      SPARKWRIGHT_NOTEBOOK_PASSWORD_FILE: passwordFile(config),
      ...(password === '' ? {} : { JUPYTER_NOTEBOOK_PASSWORD: password }),
      ...sparkOf(tools, conf),
      JUPYTER_CONFIG_DIR: join(own, 'config'),
      JUPYTER_DATA_DIR: join(own, 'data'),
      JUPYTER_RUNTIME_DIR: join(own, 'runtime'),
      IPYTHONDIR: join(own, 'ipython'),
    },
    cwd: notebooks,
  };
}

/** The cluster's own Spark, for a Python without PySpark. */
function sparkOf(tools: Tools, conf: string): Record<string, string> {
  return {
    JAVA_HOME: tools.javaHome,
    PYTHONPATH: join(tools.sparkHome, '..'),
    PYSPARK_PYTHON: tools.python,
    SPARK_CONF_DIR: conf,
    SPARK_LOCAL_IP: '127.0.0.1',
    HADOOP_USER_NAME: USER,
  };
}
