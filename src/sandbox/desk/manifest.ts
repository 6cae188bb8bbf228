/** The app manifest: what the bot may be called, ask for and hear. Limits are those of Slack's manifest schema. */
import { parse } from 'yaml';
import { z } from 'zod';

const command = z.strictObject({
  command: z
    .string()
    .regex(/^\/[a-z0-9_-]{1,31}$/, 'must be "/" and up to 31 lower-case characters'),
  description: z.string().min(1).max(2000),
  usage_hint: z.string().max(1000).optional(),
  should_escape: z.boolean().optional(),
  url: z.string().optional(),
});

const shortcut = z.strictObject({
  name: z.string().min(1).max(24),
  type: z.literal('message'), // those of the composer are not played
  callback_id: z.string().min(1).max(255),
  description: z.string().min(1).max(150),
});

const schema = z.strictObject({
  _metadata: z
    .strictObject({ major_version: z.number().int(), minor_version: z.number().int().optional() })
    .optional(),
  display_information: z.strictObject({
    name: z.string().min(1).max(35),
    description: z.string().max(140).optional(),
    background_color: z.string().optional(),
    long_description: z.string().min(175).max(4000).optional(),
  }),
  features: z.strictObject({
    app_home: z
      .strictObject({
        home_tab_enabled: z.boolean().optional(),
        messages_tab_enabled: z.boolean().optional(),
        messages_tab_read_only_enabled: z.boolean().optional(),
      })
      .optional(),
    bot_user: z.strictObject({
      display_name: z.string().min(1).max(80),
      always_online: z.boolean().optional(),
    }),
    shortcuts: z.array(shortcut).max(10).optional(),
    slash_commands: z.array(command).max(50).optional(),
    unfurl_domains: z.array(z.string()).max(5).optional(),
  }),
  oauth_config: z.strictObject({
    redirect_urls: z.array(z.string()).optional(),
    scopes: z.strictObject({
      bot: z.array(z.string()),
      bot_optional: z.array(z.string()).optional(),
    }),
  }),
  settings: z.strictObject({
    allowed_ip_address_ranges: z.array(z.string()).optional(),
    event_subscriptions: z
      .strictObject({
        request_url: z.string().optional(),
        bot_events: z.array(z.string()).max(100).optional(),
      })
      .optional(),
    interactivity: z
      .strictObject({
        is_enabled: z.boolean(),
        request_url: z.string().optional(),
        message_menu_options_url: z.string().optional(),
      })
      .optional(),
    org_deploy_enabled: z.boolean().optional(),
    socket_mode_enabled: z.boolean().optional(),
    token_rotation_enabled: z.boolean().optional(),
  }),
});

/** Commands that belong to Slack itself: an app that declares one never hears it. */
const reserved = new Set(
  `/active /add /apps /archive /away /call /canvas /collapse /dm /dnd /expand /feed /feedback /huddle
   /invite /invite_people /join /kick /leave /me /msg /mute /open /part /people /prefs /remind /remove
   /rename /search /shortcuts /shrug /star /status /topic /unarchive /who`.split(/\s+/),
);

/** Events the desk sends, and the scope without which Slack refuses the subscription. */
export const eventScopes: Readonly<Record<string, string | undefined>> = {
  app_home_opened: undefined,
  app_mention: 'app_mentions:read',
  'message.channels': 'channels:history',
  'message.groups': 'groups:history',
  'message.im': 'im:history',
};

/** Events an app may well ask for, that never happen on a desk: its people and groups do not change. */
const quietEvents: Readonly<Record<string, string>> = {
  channel_archive: 'channels:read',
  channel_rename: 'channels:read',
  member_joined_channel: 'channels:read',
  member_left_channel: 'channels:read',
  subteam_members_changed: 'usergroups:read',
  subteam_updated: 'usergroups:read',
  team_join: 'users:read',
  user_change: 'users:read',
};

export interface SlashCommand {
  readonly command: string;
  readonly description: string;
  readonly usageHint: string;
  readonly shouldEscape: boolean;
}

export interface MessageShortcut {
  readonly name: string;
  readonly callbackId: string;
}

export interface Manifest {
  readonly shortcuts: readonly MessageShortcut[];
  readonly commands: readonly SlashCommand[];
  readonly scopes: ReadonlySet<string>;
  readonly events: ReadonlySet<string>;
  readonly homeTab: boolean;
  readonly interactive: boolean;
}

/** Reads manifest.yml; throws an Error that names everything Slack would refuse. */
export function parseManifest(text: string): Manifest {
  const parsed = schema.safeParse(parse(text));
  if (!parsed.success) throw new Error(`manifest.yml: ${z.prettifyError(parsed.error)}`);
  const { features, oauth_config, settings } = parsed.data;
  const commands = features.slash_commands ?? [];
  const scopes = new Set(oauth_config.scopes.bot);
  const events = settings.event_subscriptions?.bot_events ?? [];
  const complaints = [
    ...commands
      .filter((each) => reserved.has(each.command))
      .map((each) => `${each.command} is one of Slack's own commands`),
    ...(commands.length > 0 && !scopes.has('commands') ? ['slash commands need commands'] : []),
    ...((features.shortcuts ?? []).length > 0 && !scopes.has('commands')
      ? ['shortcuts need commands']
      : []),
    ...events
      .filter((event) => !Object.hasOwn(eventScopes, event) && !Object.hasOwn(quietEvents, event))
      .map((event) => `${event} is no event the desk knows`),
    ...events.flatMap((event) => {
      const scope = eventScopes[event] ?? quietEvents[event];
      return scope !== undefined && !scopes.has(scope) ? [`${event} needs ${scope}`] : [];
    }),
  ];
  if (complaints.length > 0) throw new Error(`manifest.yml: ${complaints.join('; ')}`);
  return {
    shortcuts: (features.shortcuts ?? []).map((each) => ({
      name: each.name,
      callbackId: each.callback_id,
    })),
    commands: commands.map((each) => ({
      command: each.command,
      description: each.description,
      usageHint: each.usage_hint ?? '',
      shouldEscape: each.should_escape ?? false,
    })),
    scopes,
    events: new Set(events),
    homeTab: features.app_home?.home_tab_enabled ?? false,
    interactive: settings.interactivity?.is_enabled ?? false,
  };
}
