import { useTranslation } from 'react-i18next';
import { fieldOf, isEmpty } from '../../api/registry';
import type { Entity, Row } from '../../api/types';
import { useTerms } from '../../words/terms';
import { textOf } from '../../words/values';
import { RefLink } from '../record_link';
import styles from './shared.module.css';

/** Some fields of a record, to be read; those without a value are left out. */
export function RecordFacts(
  { entity, row, names }: { entity: Entity; row: Row; names: readonly string[] },
) {
  const { t, i18n } = useTranslation('records');
  const terms = useTerms();
  const reader = { terms, language: i18n.language, t };
  const fields = names.map((name) => fieldOf(entity, name)).filter((field) => field !== undefined);
  return (
    <dl className={styles.facts}>
      {fields.filter((field) => !isEmpty(row.data[field.name])).map((field) => {
        const value = row.data[field.name];
        return (
          <div key={field.name}>
            <dt>{terms.label(field)}</dt>
            <dd>
              {field.type === 'ref' && field.target && typeof value === 'string'
                ? <RefLink target={field.target} id={value} /> : textOf(field, value, reader)}
            </dd>
          </div>
        );
      })}
    </dl>
  );
}
