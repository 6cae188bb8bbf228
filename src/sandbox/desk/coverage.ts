/** What of Slack the desk plays, and what it does not. A test holds this list to the code. */

export const covered = {
  methods: [
    'apps.connections.open',
    'auth.test',
    'chat.delete',
    'chat.getPermalink',
    'chat.postEphemeral',
    'chat.postMessage',
    'chat.update',
    'conversations.history',
    'conversations.info',
    'conversations.list',
    'conversations.members',
    'conversations.open',
    'conversations.replies',
    'files.completeUploadExternal',
    'files.getUploadURLExternal',
    'usergroups.list',
    'usergroups.users.list',
    'users.info',
    'users.list',
    'views.open',
    'views.publish',
    'views.push',
    'views.update',
  ],
  events: ['app_home_opened', 'app_mention', 'message.channels', 'message.groups', 'message.im'],
  blocks: [
    'actions',
    'alert',
    'card',
    'carousel',
    'container',
    'context',
    'context_actions',
    'data_table',
    'divider',
    'header',
    'image',
    'input',
    'markdown',
    'plan',
    'rich_text',
    'section',
    'table',
    'task_card',
  ],
  elements: [
    'button',
    'channels_select',
    'checkboxes',
    'conversations_select',
    'datepicker',
    'datetimepicker',
    'email_text_input',
    'external_select',
    'feedback_buttons',
    'icon_button',
    'image',
    'multi_channels_select',
    'multi_conversations_select',
    'multi_external_select',
    'multi_static_select',
    'multi_users_select',
    'number_input',
    'overflow',
    'plain_text_input',
    'radio_buttons',
    'rich_text_input',
    'static_select',
    'timepicker',
    'url_text_input',
    'users_select',
  ],
} as const;

/** Refused, so that nothing seems to work that was never tried. */
export const notCovered = {
  methods: [
    'files.* but for uploads',
    'reactions.*',
    'pins.*',
    'bookmarks.*',
    'canvases.*',
    'chat.*Stream',
  ],
  blocks: ['call', 'data_visualization', 'file', 'video'],
  elements: ['file_input', 'workflow_button'],
  events: ['reactions', 'channel, group and profile changes (accepted in a manifest, never sent)'],
  surfaces: [
    'shortcuts of the composer',
    'link unfurling',
    'group direct messages',
    'response_urls of modals',
  ],
} as const;

/*
 * Slow answers (`slack-slow`) take 1.5 s of real time: a person notices, and it stays below the 2.5 s after which
 * a bot gives up a call that answers somebody within Slack's three seconds. Answers that never come are `slack-lost-reply`.
 *
 * Where the desk is stricter than Slack, on purpose:
 * - Arguments a method does not know are refused (Slack ignores them).
 * - Text over the limit is refused (Slack cuts chat.postMessage off at 40,000 characters).
 * - A manifest that subscribes to an event without its scope, or takes a command of Slack, stops the start.
 * - A bad body at a response url is answered with status 400.
 * - A response url without replace_original posts a new message (Slack is not always clear about it).
 * - An upload that was not announced with its exact length is refused.
 * - Errors of a submission must name input blocks of the view.
 */
