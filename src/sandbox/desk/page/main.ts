import { render } from 'preact';
import { App } from './app.js';
import { html } from './html.js';

const root = document.querySelector('#desk');
if (root) render(html`<${App} />`, root);
