import { WebClient, type WebClientOptions } from '@slack/web-api';
import type { Config, Secrets } from '../config/config.ts';
import { seconds } from '../domain/duration.ts';
import type { Chat, Clock, Log, Random } from '../operations/ports.ts';
import { createChat } from './chat.ts';
import { boltLog } from './connection/bolt-log.ts';
import { ResponseUrls } from './connection/response-urls.ts';
import { createPeople, type Directory } from './directory/people.ts';

/** What the operations need of Slack, and what the app shares with it. */
export interface SlackPorts {
  readonly chat: Chat;
  readonly people: Directory;
  /** For modals, Home and the directory: quick, never retried. */
  readonly client: WebClient;
  readonly responseUrls: ResponseUrls;
}

/**
 * Two clients, since a client that is told to wait holds up every call behind it: one for people who wait,
 * one for the outbox, which does its own waiting.
 */
export function createSlackPorts(needs: {
  readonly config: Config;
  readonly secrets: Secrets;
  readonly clock: Clock;
  readonly random: Pick<Random, 'reference'>;
  readonly log: Log;
}): SlackPorts {
  const { config, secrets, clock, random, log } = needs;
  const connect = (timeout: number): WebClient =>
    new WebClient(secrets.slackBotToken, {
      ...clientOptions(config, timeout),
      logger: boltLog(log),
    });
  const client = connect(seconds(2.5));
  const responseUrls = new ResponseUrls(clock);
  return {
    client,
    responseUrls,
    chat: createChat({
      client: connect(seconds(10)),
      responseUrls,
      roles: config.roles,
      clock,
      log,
    }),
    people: createPeople({ client, roles: config.roles, clock, random, log }),
  };
}

/** A fresh object each time: the library writes into what it is given. */
export function clientOptions({ slack }: Config, timeout: number): WebClientOptions {
  return {
    timeout,
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    ...(slack.apiUrl === undefined ? {} : { slackApiUrl: slack.apiUrl }),
  };
}
