import { type ComponentChildren, createContext } from 'preact';
import { useContext, useMemo, useRef, useState } from 'preact/hooks';
import type { Container, ElementState, OptionsAnswer, ViewValues } from '../../page-contract.ts';
import * as server from '../desk/server.js';
import { html, type Rendered } from '../html.js';
import type { Json } from '../json.js';
import { useWorkspace } from '../window/workspace.js';
import { carried } from './identity.js';
import { collectValues, withInner } from './values.js';

/** What blocks stand on: a message, a modal or App Home; keeps what is filled in and presses. */
export interface Surface {
  readonly typed: ViewValues;
  readonly errors: Readonly<Record<string, string>>;
  readonly pressing: readonly string[];
  readonly failure: { readonly blockId: string; readonly text: string } | undefined;
  change(blockId: string, actionId: string, state: ElementState): void;
  press(blockId: string, actionId: string, state?: ElementState): Promise<void>;
  options(blockId: string, actionId: string, query: string): Promise<OptionsAnswer>;
}

const SurfaceContext = createContext<Surface | undefined>(undefined);

export function useSurface(): Surface {
  const surface = useContext(SurfaceContext);
  if (!surface) throw new Error('blocks stand on no surface');
  return surface;
}

interface SurfaceProps {
  readonly container: Container;
  readonly blocks: readonly Json[];
  readonly errors?: Readonly<Record<string, string>>;
  /** Where what was typed is kept while the surface is out of sight. */
  readonly memory?: { current: ViewValues };
  readonly children?: ComponentChildren;
}

/** Gives the blocks inside it their surface. */
export function SurfaceProvider(props: SurfaceProps): Rendered {
  const person = useWorkspace().snapshot.person.id;
  const own = useRef<ViewValues>({});
  const memory = props.memory ?? own;
  const [, redraw] = useState(0);
  const [pressing, setPressing] = useState<readonly string[]>([]);
  const [failure, setFailure] = useState<Surface['failure']>(undefined);
  const { container, blocks } = props;
  const drawn = useRef(blocks);
  memory.current = carried(withInner(drawn.current), withInner(blocks), memory.current);
  drawn.current = blocks;

  const change = (blockId: string, actionId: string, state: ElementState) => {
    const block = { ...memory.current[blockId], [actionId]: state };
    memory.current = { ...memory.current, [blockId]: block };
    redraw((count) => count + 1);
  };
  const press = async (blockId: string, actionId: string, state?: ElementState) => {
    const key = pressKey(blockId, actionId);
    setPressing((keys) => [...keys, key]);
    setFailure(undefined);
    const values = collectValues(blocks, memory.current);
    const pressed = { person, container, blockId, actionId, values };
    const answer = await server.press(state ? { ...pressed, state } : pressed);
    setPressing((keys) => keys.filter((other) => other !== key));
    if (!answer.ok) setFailure({ blockId, text: answer.error });
  };
  const options = (blockId: string, actionId: string, query: string) =>
    server.options({ person, container, blockId, actionId, query });

  const errors = props.errors ?? {};
  const typed = memory.current;
  const surface = useMemo(
    () => ({ typed, errors, pressing, failure, change, press, options }),
    [typed, errors, pressing, failure, blocks, person],
  );
  return html`<${SurfaceContext.Provider} value=${surface}>${props.children}<//>`;
}

export function pressKey(blockId: string, actionId: string): string {
  return `${blockId}\n${actionId}`;
}
