import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { z } from 'zod';
import type { Config, Secrets } from '../../config/config.ts';
import { whereFrom } from '../../config/env.ts';
import { minutes, seconds } from '../../domain/duration.ts';
import type { Clock } from '../../operations/ports.ts';
import { type Check, type Finding, fail, ok, warn } from '../check.ts';
import { createSlackCall, type SlackCall } from './call.ts';

/** Slack refuses what is signed with a clock that is further off. */
const SKEW_MOST = minutes(5);
const SKEW_NOTICED = seconds(30);

const identity = z.object({ user: z.string(), team: z.string() });
const manifest = z.object({
  oauth_config: z.object({ scopes: z.object({ bot: z.array(z.string()) }) }),
});

/** The app as Slack knows it: its tokens, its scopes, and the time it is there. */
export function slackAppChecks(needs: {
  readonly config: Config;
  readonly secrets: Secrets;
  readonly call: SlackCall;
  readonly clock: Clock;
}): readonly Check[] {
  const { config, secrets, call, clock } = needs;
  return [
    { name: 'bot token', run: () => botToken(call) },
    { name: 'scopes', run: () => scopes(call) },
    config.slack.transport === 'socket'
      ? { name: 'app token', run: () => appToken(secrets.slackAppToken ?? '', config) }
      : {
          name: 'signing secret',
          run: async () => ok('there is one; whether it is this app’s shows when Slack calls'),
        },
    { name: 'clock', run: () => skew(call, clock) },
  ];
}

async function botToken(call: SlackCall): Promise<Finding> {
  const { code, body } = await call('auth.test');
  if (code !== 'ok') return refusedToken('SLACK_BOT_TOKEN', code);
  const { user, team } = identity.parse(body);
  return ok(`@${user} in ${team}`);
}

async function appToken(token: string, { slack }: Config): Promise<Finding> {
  const { code } = await createSlackCall(token, slack.apiUrl)('apps.connections.open');
  return code === 'ok' ? ok('opens connections') : refusedToken('SLACK_APP_TOKEN', code);
}

function refusedToken(name: string, code: string): Finding {
  if (code === 'ratelimited') return warn('Slack asks to wait', 'Run doctor again in a minute.');
  return fail(`Slack does not accept it (${code})`, `${name}: ${whereFrom(name)}.`);
}

async function scopes(call: SlackCall): Promise<Finding> {
  const { code, scopes: granted } = await call('auth.test');
  if (code !== 'ok') return fail(`not known: ${code}`, 'First mend the bot token.');
  if (granted === undefined) return warn('Slack does not say which', 'Compare with manifest.yml.');
  const text = readFileSync(new URL('../../../manifest.yml', import.meta.url), 'utf8');
  const wanted = manifest.parse(parse(text)).oauth_config.scopes.bot;
  const missing = wanted.filter((scope) => !granted.includes(scope));
  const extra = granted.filter((scope) => !wanted.includes(scope));
  const more = extra.length === 0 ? '' : `; more than manifest.yml has: ${extra.join(', ')}`;
  if (missing.length > 0) {
    const fix = 'Update the app from manifest.yml and install it again: it counts only then.';
    return fail(`missing: ${missing.join(', ')}${more}`, fix);
  }
  if (extra.length === 0) return ok(`the ${wanted.length} of manifest.yml`);
  const fix = 'Take them out under OAuth & Permissions and install the app again.';
  return warn(`all of manifest.yml${more}`, fix);
}

async function skew(call: SlackCall, clock: Clock): Promise<Finding> {
  const { date } = await call('auth.test');
  if (date === undefined) return warn('Slack’s answer has no date', 'Compare the time yourself.');
  const off = clock.now().getTime() - date.getTime();
  const size = Math.round(Math.abs(off) / 1000);
  if (size * 1000 <= SKEW_NOTICED) return ok('within 30 s of Slack’s');
  const says = `${size} s ${off > 0 ? 'ahead of' : 'behind'} Slack’s`;
  const fix = 'Set this machine’s clock by NTP: deadlines and signatures depend on it.';
  return size * 1000 > SKEW_MOST ? fail(says, fix) : warn(says, fix);
}
