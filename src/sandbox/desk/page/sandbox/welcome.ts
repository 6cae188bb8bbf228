import { useState } from 'preact/hooks';
import type { Controls } from '../../page-contract.ts';
import { draftKey, offerDraft } from '../composer/drafts.js';
import { html, type Rendered } from '../html.js';
import { Icon } from '../icon.js';
import { useWorkspace } from '../window/workspace.js';

const key = 'desk-welcomed';

/** Whether the first-visit hint is to be shown; dismissing it lasts. */
export function useWelcome() {
  const [wanted, setWanted] = useState(() => localStorage.getItem(key) === null);
  const dismiss = () => {
    localStorage.setItem(key, 'yes');
    setWanted(false);
  };
  return { wanted, dismiss };
}

interface WelcomeProps {
  readonly controls: Controls;
  onDismiss(): void;
}

/** For somebody who is here for the first time: the first thing to type, one click away. */
export function Welcome({ controls, onDismiss }: WelcomeProps): Rendered {
  const { snapshot, place, go } = useWorkspace();
  const [project] = controls.projects;
  const [command] = snapshot.commands;
  const channels = snapshot.channels.filter((channel) => channel.kind === 'channel');
  const here =
    place.kind === 'channel' ? channels.find((each) => each.id === place.channel) : undefined;
  const channel = here ?? channels[0];
  if (!project || !command || !channel) return null;

  const text = `${command.command} ${project.shortName}`;
  const put = () => {
    if (!here) go({ kind: 'channel', channel: channel.id });
    offerDraft(draftKey(snapshot.person.id, channel.id, undefined), text);
  };
  return html`<section class="welcome" aria-label="Welcome">
    <p>
      <strong>New here?</strong> Send
      <button type="button" class="sandbox-button strong" onClick=${put} aria-label=${`Put ${text} into the composer`}>
        <code>${text}</code>
      </button>
      and press its button, then skip <strong class="whole">1 hour</strong> twice.
    </p>
    <button type="button" class="plain-button" aria-label="Dismiss welcome" onClick=${onDismiss}>
      <${Icon} name="close" />
    </button>
  </section>`;
}
