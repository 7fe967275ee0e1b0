import { Button } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { isEmpty, namesFile } from '../../api/registry';
import type { Entity, Field, Row } from '../../api/types';
import { Panel } from '../../look/page';
import { useTerms } from '../../words/terms';
import { textOf } from '../../words/values';
import { RefLink } from '../record_link';
import { FileView } from '../shared/file_view';
import styles from './detail.module.css';
import { WhyOf } from './why';

function Shown({ entity, field, row }: { entity: Entity; field: Field; row: Row }) {
  const { t, i18n } = useTranslation('records');
  const terms = useTerms();
  const value = row.data[field.name];
  if (isEmpty(value)) return <span className={styles.nothing}>{t('empty')}</span>;
  if (field.type === 'ref' && field.target && typeof value === 'string') {
    return <RefLink target={field.target} id={value} />;
  }
  if (namesFile(field)) {
    return <FileView collection={entity.collection} id={row.id} field={field.name}
      name={terms.label(field)} />;
  }
  return <>{textOf(field, value, { terms, language: i18n.language, t })}</>;
}

function FieldLine({ entity, field, row }: { entity: Entity; field: Field; row: Row }) {
  const { t } = useTranslation('records');
  const terms = useTerms();
  const [isOpen, setOpen] = useState(false);
  const label = terms.label(field);
  return (
    <div className={styles.field}>
      <dt title={t(`written_${field.owner}`)}>{label}</dt>
      <dd>
        <div className={styles.value}>
          <span className={styles.text}><Shown entity={entity} field={field} row={row} /></span>
          {field.sensitive
            ? null
            : (
              <Button variant="subtle" size="compact-xs" className={styles.why ?? ''}
                aria-expanded={isOpen} aria-label={`${t('why')} ${label}`}
                onClick={() => setOpen(!isOpen)}>
                {t('why')}
              </Button>
            )}
        </div>
        {isOpen ? <WhyOf entity={entity} id={row.id} field={field} /> : null}
      </dd>
    </div>
  );
}

/** All fields; those with a value first, so that nobody has to search among dashes. */
export function Fields({ entity, row }: { entity: Entity; row: Row }) {
  const { t } = useTranslation('records');
  const filled = entity.fields.filter((field) => !isEmpty(row.data[field.name]));
  const open = entity.fields.filter((field) => isEmpty(row.data[field.name]));
  return (
    <Panel title={t('details')}>
      <dl className={styles.fields}>
        {[...filled, ...open].map((field) => (
          <FieldLine key={field.name} entity={entity} field={field} row={row} />
        ))}
      </dl>
    </Panel>
  );
}
