import { Component, type FunctionComponent } from 'preact';
import { html, type Rendered } from '../html.js';
import { type Json, objectsAt, stringAt } from '../json.js';
import { ActionsBlock, InputBlock } from './actions.js';
import { AlertBlock, ContainerBlock } from './container.js';
import {
  type BlockProps,
  ContextBlock,
  DividerBlock,
  HeaderBlock,
  ImageBlock,
  MarkdownBlock,
  RichTextBlock,
  SectionBlock,
} from './content.js';
import { identities } from './identity.js';
import { PlanBlock, TaskCardBlock } from './plan.js';
import { TableBlock } from './table.js';
import { Unsupported } from './unsupported.js';

function families(): Readonly<Record<string, FunctionComponent<BlockProps>>> {
  return {
    actions: ActionsBlock,
    alert: AlertBlock,
    container: NestedBlocks,
    context: ContextBlock,
    data_table: TableBlock,
    divider: DividerBlock,
    header: HeaderBlock,
    image: ImageBlock,
    input: InputBlock,
    markdown: MarkdownBlock,
    plan: PlanBlock,
    rich_text: RichTextBlock,
    section: SectionBlock,
    table: TableBlock,
    task_card: TaskCardBlock,
  };
}

/** Block Kit. A block that cannot be drawn shows so, and leaves the others alone. */
export function Blocks({ blocks }: { readonly blocks: readonly Json[] }): Rendered {
  const known = families();
  const keys = identities(blocks);
  return html`<div class="blocks">
    ${blocks.map((block, index) => {
      const type = stringAt(block, 'type');
      const component = Object.hasOwn(known, type) ? known[type] : undefined;
      const shown = component
        ? html`<${component} block=${block} />`
        : html`<${Unsupported} what="block" type=${type} />`;
      return html`<${Guard} key=${keys[index]} type=${type}>${shown}<//>`;
    })}
  </div>`;
}

function NestedBlocks({ block }: BlockProps): Rendered {
  return html`<${ContainerBlock} block=${block}>
    <${Blocks} blocks=${objectsAt(block, 'child_blocks')} />
  <//>`;
}

class Guard extends Component<{ readonly type: string }, { readonly failed: boolean }> {
  override state = { failed: false };

  static override getDerivedStateFromError() {
    return { failed: true };
  }

  override render() {
    if (!this.state.failed) return this.props.children;
    return html`<${Unsupported} what="block" type=${this.props.type} />`;
  }
}
