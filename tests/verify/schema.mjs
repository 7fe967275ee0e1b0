// The declarations as a daemon serves them at GET /api/v1/schema: entities and fields with their
// ids, types and merge kinds, keys, flows and postings. The verifier wants to be told; a log file
// does not carry them.
import { demand, refuse } from './refusal.mjs';

export class Schema {
  constructor(document, where) {
    demand(Array.isArray(document?.entities), 'not_recomputed', where,
      'it is no document of GET /api/v1/schema');
    this.version = document.version;
    this.byId = new Map();
    this.byName = new Map();
    for (const described of document.entities) {
      const { id, name, key = [], flow = [], posts = [], fields } = described;
      const sorted = [...fields].sort((a, b) => a.id - b.id);
      const entity = { id, name, key, flow, posts, fields: sorted };
      entity.state = sorted.find((field) => field.merge === 'state');
      this.byId.set(id, entity);
      this.byName.set(name, entity);
    }
  }

  entity(id) {
    return this.byId.get(id) ??
      refuse('not_recomputed', `entity ${id}`, 'the schema does not declare it');
  }

  named(name) {
    return this.byName.get(name) ??
      refuse('not_recomputed', `entity ${name}`, 'the schema does not declare it');
  }
}
