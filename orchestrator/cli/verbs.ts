/** The verbs of `sparkwright`, in the order of --help; a file a verb, loaded when it is called. */
import type { Command } from 'commander';
import type { Context } from './context.ts';

/** Adds a verb's options and its action to its command. */
export type Verb = (command: Command, context: Context) => void;

interface Line {
  /** Name and arguments. */
  usage: string;
  says: string;
  load: () => Promise<Verb>;
}

const cluster = async () => (await import('./cluster.ts')).cluster;

export const VERBS: Record<string, Line[]> = {
  'Embedded cluster:': [
    { usage: 'up', says: 'start PostgreSQL, HDFS and Spark on this machine', load: cluster },
    { usage: 'down', says: 'stop them and keep their data', load: cluster },
    { usage: 'status', says: 'show their processes and addresses', load: cluster },
    { usage: 'reset', says: 'stop them and remove their data', load: cluster },
  ],
  'Pipelines:': [
    {
      usage: 'validate [paths...]',
      says: 'check pipeline files without any side effect',
      load: async () => (await import('./validate.ts')).validate,
    },
    {
      usage: 'plan <pipeline>',
      says: 'show what a run would do, and do nothing',
      load: async () => (await import('./plan.ts')).plan,
    },
    {
      usage: 'deploy',
      says: 'put the jobs folder on HDFS and print the release',
      load: async () => (await import('./deploy.ts')).deploy,
    },
    {
      usage: 'pipelines',
      says: 'list pipelines with their schedules and last runs',
      load: async () => (await import('./pipelines.ts')).pipelines,
    },
    {
      usage: 'pause <pipeline>',
      says: 'let its schedule and triggers rest',
      load: async () => (await import('./pause.ts')).pause,
    },
    {
      usage: 'resume <pipeline>',
      says: 'let them start runs again, from now on',
      load: async () => (await import('./resume.ts')).resume,
    },
  ],
  'Runs:': [
    {
      usage: 'run <pipeline>',
      says: 'queue a run',
      load: async () => (await import('./run.ts')).run,
    },
    {
      usage: 'backfill <pipeline>',
      says: 'queue a run for each slot of a range of time',
      load: async () => (await import('./backfill.ts')).backfill,
    },
    {
      usage: 'runs',
      says: 'list runs, newest first',
      load: async () => (await import('./runs.ts')).runs,
    },
    {
      usage: 'show <run>',
      says: 'show a run: stages, attempts, rows, why it failed',
      load: async () => (await import('./show.ts')).show,
    },
    {
      usage: 'logs <run-or-attempt>',
      says: 'print what drivers and executors printed',
      load: async () => (await import('./logs.ts')).logs,
    },
    {
      usage: 'kill <run>',
      says: 'end a run, and wait until nothing of it runs',
      load: async () => (await import('./kill.ts')).kill,
    },
    {
      usage: 'retry <run>',
      says: 'run again what did not succeed, or a stage and all behind it',
      load: async () => (await import('./retry.ts')).retry,
    },
    {
      usage: 'mark <run> <stage>',
      says: 'count a stage that failed as succeeded, and go on behind it',
      load: async () => (await import('./mark.ts')).mark,
    },
  ],
  'Operations:': [
    {
      usage: 'orchestrate',
      says: 'run the scheduler in the foreground; Ctrl-C ends it and leaves drivers running',
      load: async () => (await import('./orchestrate.ts')).orchestrate,
    },
    {
      usage: 'doctor',
      says: 'check the cluster, the store and this machine',
      load: async () => (await import('./doctor.ts')).doctor,
    },
    {
      usage: 'drivers',
      says: 'list what runs on the cluster, and whose it is',
      load: async () => (await import('./drivers.ts')).drivers,
    },
    {
      usage: 'bookmark',
      says: 'show up to where sources have been loaded',
      load: async () => (await import('./bookmark.ts')).bookmark,
    },
    {
      usage: 'tables [pattern]',
      says: 'show rows, files, bytes and age of the tables of the lake',
      load: async () => (await import('./tables.ts')).tables,
    },
    {
      usage: 'suites',
      says: 'take suites of Great Expectations that runs have made into the jobs folder',
      load: async () => (await import('./suites.ts')).suites,
    },
    {
      usage: 'retention',
      says: 'remove what is older than it is kept',
      load: async () => (await import('./retention.ts')).retention,
    },
    {
      usage: 'backup <folder>',
      says: 'copy the store, the bookmark, the lake and the releases into a folder',
      load: async () => (await import('./backup.ts')).backup,
    },
    {
      usage: 'restore <folder>',
      says: 'bring a backup into a system that is empty',
      load: async () => (await import('./restore.ts')).restore,
    },
    {
      usage: 'config',
      says: 'print the configuration, and where each value comes from',
      load: async () => (await import('./config.ts')).config,
    },
    {
      usage: 'completion <shell>',
      says: 'print a completion script for bash, zsh or fish',
      load: async () => (await import('./completion.ts')).completion,
    },
  ],
};
