import { useState } from 'preact/hooks';
import type { Controls } from '../../page-contract.ts';
import { html, type Rendered } from '../html.js';
import { Icon, Spinner } from '../icon.js';
import { absoluteTime, placeOf, shortDateTime } from '../time.js';
import { useWorkspace } from '../window/workspace.js';
import { type Turn, useControls } from './controls.js';
import { FaultChips } from './fault-chips.js';
import { SandboxReset } from './reset.js';
import { useWelcome, Welcome } from './welcome.js';

const skips = [
  { minutes: 5, title: '5 min', name: 'Skip 5 minutes' },
  { minutes: 30, title: '30 min', name: 'Skip 30 minutes' },
  { minutes: 60, title: '1 hour', name: 'Skip 1 hour' },
  { minutes: 240, title: '4 hours', name: 'Skip 4 hours' },
  { minutes: 1440, title: '1 day', name: 'Skip 1 day' },
] as const;

/** The strip below the window: not Slack, but the time and the services around the bot. */
export function SandboxPanel(): Rendered {
  const { snapshot } = useWorkspace();
  const { controls, busy, failure, turn } = useControls(snapshot);
  const [open, setOpen] = useState(false);
  const { wanted, dismiss } = useWelcome();
  const now = controls?.now ?? snapshot.now;
  const zone = snapshot.person.timeZone;
  return html`<section class="sandbox" aria-label="Sandbox">
    <div class="sandbox-bar">
      <h2>Sandbox</h2>
      <p class="sandbox-clock" title=${`${absoluteTime(now, zone)}, ${zone}`}>
        <${Icon} name="clock" /><span class="unseen">Sandbox time: </span>${shortDateTime(now, zone)}
        <span class="sandbox-zone">in ${placeOf(zone)}</span>
      </p>
      <div class="skips" role="group" aria-label="Skip time">
        <span aria-hidden="true">Skip</span>
        ${skips.map(
          ({ minutes, title, name }) => html`<button
            type="button"
            class="sandbox-button"
            aria-label=${name}
            title=${`${name} of sandbox time: ingest, the import and all deadlines go on by as much`}
            aria-disabled=${busy !== ''}
            aria-busy=${busy === name}
            onClick=${() => turn('skip', { minutes }, name)}
          >
            ${busy === name ? html`<${Spinner} />` : title}
          </button>`,
        )}
      </div>
      <p class="sandbox-failure" role="alert">${failure}</p>
      ${controls && html`<${FaultChips} faults=${controls.faults} turn=${turn} />`}
      ${
        wanted && controls
          ? html`<${Welcome} controls=${controls} onDismiss=${dismiss} />`
          : html`<p class="sandbox-what">Not part of Slack: you play time and the services around the bot.</p>`
      }
      <button
        type="button"
        class="sandbox-button"
        aria-expanded=${open}
        aria-controls="sandbox-more"
        onClick=${() => setOpen(!open)}
      >
        ${open ? 'Hide services' : 'Show services'}
        <${Icon} name="chevron" />
      </button>
    </div>
    ${
      open &&
      html`<div class="sandbox-more" id="sandbox-more">
        ${controls && html`<${Projects} controls=${controls} turn=${turn} />`}
        ${controls && html`<${Faults} controls=${controls} turn=${turn} />`}
      </div>`
    }
  </section>`;
}

interface PartProps {
  readonly controls: Controls;
  readonly turn: Turn;
}

function Projects({ controls, turn }: PartProps): Rendered {
  return html`<section class="sandbox-part" aria-label="Projects in ingest">
    <h3>Projects in ingest</h3>
    <ul role="list" class="projects">
      ${controls.projects.map((project) => {
        const name = `Scenario for ${project.shortName}`;
        const onChange = (event: Event & { currentTarget: HTMLSelectElement }) =>
          turn(
            'scenario',
            { projectUuid: project.projectUuid, scenario: event.currentTarget.value },
            name,
          );
        return html`<li key=${project.projectUuid}>
          <span class="project-name" title=${project.projectUuid}>${project.shortName}</span>
          <span class="project-state">${project.state}</span>
          ${
            project.scenarios.length === 0
              ? html`<span class="project-none">Nothing to choose: it has nothing to export yet</span>`
              : html`<select aria-label=${name} value=${project.scenario} onChange=${onChange}>
                  ${project.scenarios.map(
                    ({ key, title }) =>
                      html`<option value=${key} selected=${key === project.scenario}>${title}</option>`,
                  )}
                </select>`
          }
        </li>`;
      })}
    </ul>
  </section>`;
}

function Faults({ controls, turn }: PartProps): Rendered {
  return html`<section class="sandbox-part" aria-label="What goes wrong">
    <h3>What goes wrong</h3>
    <ul role="list" class="faults">
      ${controls.faults.map(
        (fault) => html`<li key=${fault.name}>
          <button
            type="button"
            role="switch"
            aria-checked=${fault.on}
            class="switch"
            onClick=${() => turn('fault', { name: fault.name, on: !fault.on }, fault.name)}
          >
            <span class="switch-track" aria-hidden="true"></span>${fault.title}
          </button>
        </li>`,
      )}
    </ul>
    <${SandboxReset} onReset=${() => turn('reset', {}, 'reset')} />
  </section>`;
}
