// @getodk/xforms-engine on the XForm, with the document object model of jsdom as in its own tests.
import fs from 'node:fs';
import { JSDOM } from 'jsdom';
import { form, measure, totalRef } from './measure.mjs';

const { window } = new JSDOM('');
for (const name of ['document', 'DOMParser', 'XMLSerializer', 'Node', 'Element', 'Document', 'XMLDocument', 'Attr', 'Text', 'Comment', 'NodeFilter']) {
  globalThis[name] ??= window[name];
}
globalThis.__dirname = '/'; // its parser for expressions asks for it in Node and does without

const { createInstance } = await import('@getodk/xforms-engine');
const xml = fs.readFileSync(form, 'utf8');

function byReference(root) {
  const found = new Map();
  const walk = (node) => {
    found.set(node.currentState.reference, node);
    for (const child of node.currentState.children ?? []) walk(child);
  };
  walk(root);
  return found;
}

async function load() {
  const { root } = await createInstance(xml);
  return { nodes: null, root };
}

function answer(ready, ref, text) {
  ready.nodes ??= byReference(ready.root);
  const node = ready.nodes.get(ref);
  if (node.nodeType === 'select') {
    const codes = text.split(' ');
    return () => node.selectValues(codes);
  }
  const value = node.valueType === 'int' ? BigInt(text) : text;
  return () => node.setValue(value);
}

await measure(load, answer, (ready) => ready.nodes.get(totalRef).currentState.value);
