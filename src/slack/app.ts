import type { RequestListener } from 'node:http';
import type { Receiver } from '@slack/bolt';
import type { Config, Secrets } from '../config/config.ts';
import { seconds } from '../domain/duration.ts';
import type { Runbook } from '../domain/runbook/runbook.ts';
import type { Operations } from '../operations/operations.ts';
import { type Clock, type Log, OutsideError, type Random } from '../operations/ports.ts';
import { registerActions } from './actions.ts';
import { registerBuckets } from './buckets/command.ts';
import { registerCommands } from './commands.ts';
import { boltLog } from './connection/bolt-log.ts';
import { Door } from './connection/door.ts';
import { reportFailures } from './connection/failure.ts';
import { createHttpDoor } from './connection/http-door.ts';
import { createSharedFiles } from './connection/shared-files.ts';
import { outsideError } from './connection/slack-error.ts';
import { createSockets, type Sockets } from './connection/sockets.ts';
import { tokenRefused } from './connection/token.ts';
import { registerDataExport } from './data-export/command.ts';
import { registerForms } from './forms.ts';
import { registerHome } from './home.ts';
import type { Needs } from './needs.ts';
import { registerNotices } from './notices.ts';
import { registerOps } from './ops.ts';
import { clientOptions, type SlackPorts } from './ports.ts';
import { registerTracker } from './tracker/command.ts';

const DRAIN_MOST = seconds(10);
const LONGEST_PAUSE = seconds(15);
const PAUSE_FACTOR = 1.5;

export interface SlackState {
  readonly transport: 'socket' | 'http';
  /** Whether it listens: Slack took the tokens and, with sockets, greeted a connection once. */
  readonly started: boolean;
  /** Whether the newest attempt to reach Slack failed. */
  readonly unreachable: boolean;
  /** Open connections, and how many there should be; none over HTTP. */
  readonly sockets: number;
  readonly socketsWanted: number;
  readonly lastHello?: string; // ISO: when Slack last greeted a connection
  /** Listeners that have not ended yet. */
  readonly underWay: number;
}

export interface SlackApp {
  /**
   * Asks Slack once whether it takes the bot token; resolves as well when Slack can't be reached.
   *
   * @throws {TokenRefused}
   */
  check(): Promise<void>;
  /**
   * Tries until it is connected, or stopped.
   *
   * @throws {TokenRefused} when Slack does not take one of the tokens.
   */
  start(): Promise<void>;
  /** Accepts nothing more, waits for what was accepted (at most 10 s), then hangs up. */
  stop(): Promise<void>;
  state(): SlackState;
  /** Something that Home shows has changed. */
  changed(): void;
  /** To be mounted at /slack/events; only over HTTP. */
  readonly requestListener?: RequestListener;
}

/** The Slack door: commands, buttons, forms, watched channels and the Home tab, over sockets or HTTP. */
export function createSlackApp(
  needs: {
    readonly config: Config;
    readonly secrets: Secrets;
    readonly operations: Operations;
    readonly clock: Clock;
    readonly log: Log;
    readonly random: Random;
    readonly runbooks: readonly Runbook[];
    /** Starts a stopwatch for one request of Slack; what it returns stops it. */
    readonly timeAnswer?: () => () => void;
  } & Pick<SlackPorts, 'people' | 'chat' | 'client' | 'responseUrls'> &
    Pick<Needs, 'findProjects' | 'exports' | 'buckets' | 'mover' | 'tracking'>,
): SlackApp {
  const { config, clock, log } = needs;
  const { transport } = config.slack;
  const { receiver, sockets, requestListener } = connect(needs);
  const door = new Door(
    {
      token: needs.secrets.slackBotToken,
      receiver,
      logger: boltLog(log),
      clientOptions: clientOptions(config, seconds(2.5)),
    },
    needs.timeAnswer,
  );
  sockets?.serve(door);
  const listening: Needs = {
    ...needs,
    readShared: createSharedFiles({
      token: needs.secrets.slackBotToken,
      apiUrl: config.slack.apiUrl,
    }),
    roles: config.roles,
    workingHours: config.workingHours,
    channel: config.slack.channel,
    watchedChannels: config.slack.watchedChannels,
  };
  registerCommands(door, listening);
  registerOps(door, listening);
  registerDataExport(door, listening);
  registerBuckets(door, listening);
  registerTracker(door, listening);
  registerActions(door, listening);
  registerForms(door, listening);
  registerNotices(door, listening);
  const home = registerHome(door, listening);
  const deaf = needs.operations.onChange(home.changed);
  reportFailures(door, listening);

  const stopping = new AbortController();
  let recognised = false;
  let started = false;
  let unreachable = false;

  async function check(): Promise<void> {
    try {
      await door.init();
      recognised = true;
      unreachable = false;
    } catch (error) {
      const failure = tokenRefused('SLACK_BOT_TOKEN', error) ?? outsideError(error, 'repeatable');
      if (!(failure instanceof OutsideError)) throw failure;
      unreachable = true;
      log.warn('slack not reached', { message: failure.message });
    }
  }

  return {
    check,
    async start() {
      for (
        let pause = seconds(1);
        !recognised;
        pause = Math.min(pause * PAUSE_FACTOR, LONGEST_PAUSE)
      ) {
        await check();
        if (!recognised) await clock.sleep(pause, stopping.signal);
        if (stopping.signal.aborted) return;
      }
      await sockets?.start();
      started = !stopping.signal.aborted;
    },
    changed: home.changed,
    async stop() {
      stopping.abort();
      deaf();
      home.stop();
      await door.drain(clock, DRAIN_MOST);
      await sockets?.stop();
    },
    state() {
      const hello = sockets?.lastHello;
      return {
        transport,
        started,
        unreachable: unreachable || sockets?.failing === true,
        sockets: sockets?.connected ?? 0,
        socketsWanted: sockets?.wanted ?? 0,
        underWay: door.underWay,
        ...(hello === undefined ? {} : { lastHello: hello.toISOString() }),
      };
    },
    ...(requestListener === undefined ? {} : { requestListener }),
  };
}

function connect(needs: {
  readonly config: Config;
  readonly secrets: Secrets;
  readonly clock: Clock;
  readonly log: Log;
}): {
  readonly receiver: Receiver;
  readonly sockets?: Sockets;
  readonly requestListener?: RequestListener;
} {
  const { config, secrets, clock, log } = needs;
  const logger = boltLog(log);
  if (config.slack.transport === 'http') {
    if (secrets.slackSigningSecret === undefined) {
      throw new Error('Slack over HTTP needs SLACK_SIGNING_SECRET.');
    }
    return createHttpDoor(secrets.slackSigningSecret, logger);
  }
  const { slackAppToken: appToken } = secrets;
  if (appToken === undefined) throw new Error('Slack over sockets needs SLACK_APP_TOKEN.');
  const { apiUrl } = config.slack;
  const sockets = createSockets({
    appToken,
    logger,
    clock,
    log,
    ...(apiUrl === undefined ? {} : { apiUrl }),
  });
  return { receiver: sockets.first, sockets };
}
