// Words that come from declarations: labels of fields, states, verbs, names of collections. The
// daemon tells them in English; a language may have its own, and an importer may override it there.
import type { TFunction } from 'i18next';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { humanised } from '../api/registry';
import type { Entity, Field } from '../api/types';

export interface Terms {
  label: (field: Field) => string;
  word: (word: string) => string;
  collection: (entity: Entity) => string;
  module: (name: string) => string;
  verb: (command: string) => string;
}

export function termsOf(t: TFunction): Terms {
  const term = (group: string, word: string, otherwise: string) =>
    t(`${group}/${word}`, { ns: 'terms', defaultValue: otherwise, keySeparator: false,
      nsSeparator: false });
  return {
    label: (field) => term('label', field.label, field.label),
    word: (word) => term('word', word, humanised(word)),
    collection: (entity) =>
      term('collection', entity.collection, humanised(entity.collection)),
    module: (name) => term('module', name, humanised(name)),
    verb: (command) => term('verb', command, humanised(command)),
  };
}

export function useTerms(): Terms {
  const { t } = useTranslation();
  return useMemo(() => termsOf(t), [t]);
}
