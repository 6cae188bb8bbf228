import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import type { Runbook } from '../../src/domain/runbook/runbook.ts';
import { archiving } from '../../src/runbooks/archiving.ts';
import { RUNBOOKS } from '../../src/runbooks/registry.ts';
import { manifestWith, SLACK_MODULES, type SlackModule } from '../../src/slack/manifest.ts';
import { usageHint } from '../../src/slack/views/answers/help.ts';
import { BUCKET } from '../../src/slack/views/buckets/help.ts';
import { DATA_EXPORT, EXPORT_SHORTCUT } from '../../src/slack/views/data-export/help.ts';
import { OPS } from '../../src/slack/views/ops/help.ts';
import { DATASET } from '../../src/slack/views/tracker/help.ts';

const root = new URL('../../', import.meta.url);
const short = (most: number) => z.string().min(1).max(most);

/** As the modules of the configuration are: off, on, or all on. */
const VARIANTS: readonly (readonly SlackModule[])[] = [
  [],
  ['archiving'],
  ['buckets'],
  ['tracker'],
  SLACK_MODULES,
];

/** Slack's own schema, as far as this app goes; nothing that it does not know is let through. */
const shape = z.strictObject({
  _metadata: z.strictObject({ major_version: z.number(), minor_version: z.number() }),
  display_information: z.strictObject({
    name: short(35),
    description: short(140),
    background_color: z.string().regex(/^#[0-9a-f]{6}$/),
    long_description: z.string().min(175).max(4000),
  }),
  features: z.strictObject({
    app_home: z.strictObject({
      home_tab_enabled: z.boolean(),
      messages_tab_enabled: z.boolean(),
      messages_tab_read_only_enabled: z.boolean(),
    }),
    bot_user: z.strictObject({ display_name: short(80), always_online: z.boolean() }),
    shortcuts: z
      .array(
        z.strictObject({
          name: short(24),
          type: z.literal('message'),
          callback_id: short(255),
          description: short(150),
        }),
      )
      .max(10),
    slash_commands: z.array(
      z.strictObject({
        command: z.string().regex(/^\/[a-z-]{1,31}$/),
        description: short(2000),
        usage_hint: short(1000),
        should_escape: z.boolean(),
      }),
    ),
  }),
  oauth_config: z.strictObject({ scopes: z.strictObject({ bot: z.array(z.string()) }) }),
  settings: z.strictObject({
    event_subscriptions: z.strictObject({ bot_events: z.array(z.string()) }),
    interactivity: z.strictObject({ is_enabled: z.boolean() }),
    org_deploy_enabled: z.boolean(),
    socket_mode_enabled: z.boolean(),
    token_rotation_enabled: z.boolean(),
  }),
});
const base = readFileSync(new URL('manifest.yml', root), 'utf8');
const read = (modules: readonly SlackModule[]) => shape.parse(parse(manifestWith(base, modules)));

const source = readdirSync(new URL('src/slack/', root), { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts'))
  .map((name) => readFileSync(new URL(`src/slack/${name}`, root), 'utf8'))
  .join('\n');

/** What each scope is asked for: the words in src/slack that would fail without it. */
const USES: Readonly<Record<string, string>> = {
  'channels:history': 'conversations.replies',
  'groups:history': 'conversations.history',
  'chat:write': 'chat.postMessage',
  'files:read': 'url_private_download',
  'files:write': 'filesUploadV2',
  commands: 'app.command(',
  'im:history': 'conversations.history', // of a direct message that may have arrived
  'im:write': 'conversations.open',
  'usergroups:read': 'usergroups.users.list',
  'users:read': 'users.info',
  'users:read.email': 'profile?.email',
};

/** The event that Bolt hears for each subscription, and where it is listened to. */
const LISTENERS: Readonly<Record<string, string>> = {
  app_home_opened: "app.event('app_home_opened'",
  'message.channels': "app.event('message'",
  'message.groups': "app.event('message'",
};

describe.each(VARIANTS.map((modules) => ({ modules })))('the manifest with $modules', (variant) => {
  const { modules } = variant;
  const manifest = read(modules);
  const always = RUNBOOKS.filter((runbook) => runbook !== archiving);
  const commandOf = (runbook: Runbook) => ({
    command: runbook.command,
    description: runbook.title,
    usage: usageHint(runbook),
  });

  it('declares the command of each runbook, and those about files and people, and none besides', () => {
    expect(
      manifest.features.slash_commands.map(({ command, description, usage_hint: usage }) => ({
        command,
        description,
        usage,
      })),
    ).toEqual([
      ...always.map(commandOf),
      DATA_EXPORT,
      OPS,
      ...(modules.includes('archiving') ? [commandOf(archiving)] : []),
      ...(modules.includes('buckets') ? [BUCKET] : []),
      ...(modules.includes('tracker') ? [DATASET] : []),
    ]);
  });

  it('declares the shortcut of each message that has a listener', () => {
    const { name, callback, description } = EXPORT_SHORTCUT;
    expect(manifest.features.shortcuts).toEqual([
      { name, type: 'message', callback_id: callback, description },
    ]);
    expect(source).toContain('app.shortcut<MessageShortcut>(');
  });

  it('asks for scopes that have a use, and for no others', () => {
    expect([...manifest.oauth_config.scopes.bot].sort()).toEqual(Object.keys(USES).sort());
    for (const [scope, use] of Object.entries(USES)) expect(source, scope).toContain(use);
  });

  it('subscribes to events that have a listener, and to no others', () => {
    const { bot_events: events } = manifest.settings.event_subscriptions;
    expect([...events].sort()).toEqual(Object.keys(LISTENERS).sort());
    for (const [event, listener] of Object.entries(LISTENERS)) {
      expect(source, event).toContain(listener);
    }
    const heard = [...source.matchAll(/app\.event\('([a-z_]+)'/g)].map(([, name]) => name);
    expect(new Set(heard)).toEqual(new Set(events.map((event) => event.split('.')[0])));
  });

  it('switches on what the listeners need', () => {
    expect(manifest.settings.interactivity.is_enabled).toBe(true);
    expect(manifest.settings.socket_mode_enabled).toBe(true);
    expect(manifest.features.app_home.home_tab_enabled).toBe(true);
  });
});

it('leaves no trace of what is switched off, and differs in nothing else', () => {
  const off = read([]);
  expect(off).toEqual(shape.parse(parse(base)));
  expect(JSON.stringify(off).toLowerCase()).not.toMatch(/archiv|bucket|dataset"/);
  for (const modules of VARIANTS) {
    const on = read(modules);
    const commands = on.features.slash_commands.slice(0, off.features.slash_commands.length);
    expect({ ...on, features: { ...on.features, slash_commands: commands } }).toEqual(off);
  }
});
