// survey-core on an equivalent model made by hand; it knows no XForms.
import fs from 'node:fs';
import { Model } from 'survey-core';
import { form, measure, totalRef } from './measure.mjs';

const json = JSON.parse(fs.readFileSync(form, 'utf8'));
const names = new Set();
const total = totalRef.split('/').pop();

async function load() {
  return new Model(json);
}

function answer(model, ref, text) {
  const name = ref.split('/').pop();
  if (names.size === 0) for (const one of model.getAllQuestions()) names.add(one.name);
  if (!names.has(name)) return () => {};
  const question = model.getQuestionByName(name);
  const value = question.getType() === 'checkbox' ? text.split(' ') : question.inputType === 'number' ? Number(text) : text;
  return () => model.setValue(name, value);
}

await measure(load, answer, (model) => model.getVariable(total) ?? model.calculatedValues.find((one) => one.name === total).value);
