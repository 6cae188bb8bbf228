import { useState } from 'preact/hooks';
import type { Controls } from '../../page-contract.ts';
import { draftKey, offerDraft } from '../composer/drafts.js';
import { html, type Rendered } from '../html.js';
import { Icon } from '../icon.js';
import { useWorkspace } from '../window/workspace.js';

const key = 'desk-welcomed';

/** Whether this browser has put the welcome away before. */
export function wasWelcomed(): boolean {
  return localStorage.getItem(key) !== null;
}

/** For somebody who is here for the first time: the first thing to type, one click away. */
export function Welcome({ controls }: { readonly controls: Controls }): Rendered {
  const { snapshot, place, go } = useWorkspace();
  const [gone, setGone] = useState(wasWelcomed);
  const [project] = controls.projects;
  const [command] = snapshot.commands;
  const channels = snapshot.channels.filter((channel) => channel.kind === 'channel');
  const here =
    place.kind === 'channel' ? channels.find((each) => each.id === place.channel) : undefined;
  const channel = here ?? channels[0];
  if (gone || !project || !command || !channel) return null;

  const text = `${command.command} ${project.shortName}`;
  const put = () => {
    if (!here) go({ kind: 'channel', channel: channel.id });
    offerDraft(draftKey(snapshot.person.id, channel.id, undefined), text);
  };
  const dismiss = () => {
    localStorage.setItem(key, 'yes');
    setGone(true);
  };
  return html`<section class="sandbox-part welcome" aria-label="Welcome">
    <h3>New here?</h3>
    <p>
      You are ${snapshot.person.realName}, ${snapshot.person.title.toLowerCase()}. Send this in #${channel.name}, then
      skip an hour and watch the message change.
    </p>
    <div class="welcome-buttons">
      <button type="button" class="sandbox-button strong" onClick=${put} aria-label=${`Put ${text} into the composer`}>
        <code>${text}</code>
      </button>
      <button type="button" class="sandbox-button" aria-label="Dismiss welcome" onClick=${dismiss}>
        <${Icon} name="close" />
      </button>
    </div>
  </section>`;
}
