import { Button, Modal } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Problem } from '../../api/client';
import { fieldOf } from '../../api/registry';
import type { Entity, Value } from '../../api/types';
import { useTerms } from '../../words/terms';
import { textOf } from '../../words/values';
import styles from './form.module.css';

interface Properties {
  entity: Entity;
  problem: Problem;
  onKeep: () => void;
  onDrop: () => void;
  onClose: () => void;
}

/** The record has moved on: both sides, field by field, and a choice. */
export function Stale({ entity, problem, onKeep, onDrop, onClose }: Properties) {
  const { t, i18n } = useTranslation('records');
  const terms = useTerms();
  const reader = { terms, language: i18n.language, t };
  const shown = (name: string, value: unknown) => {
    const field = fieldOf(entity, name);
    return (field ? textOf(field, value as Value, reader) : String(value)) || t('empty');
  };
  const differs = problem.difference.length > 0;
  const remembered = problem.difference.some(({ base }) => base !== undefined);
  return (
    <Modal opened onClose={onClose} title={t('staleTitle')} size="lg"
      closeButtonProps={{ 'aria-label': t('close', { ns: 'shell' }) }}>
      <p>{t(differs ? 'staleText' : 'staleSame')}</p>
      {differs
        ? (
          <table className={styles.difference}>
            <thead>
              <tr>
                <th scope="col"><span className={styles.spoken}>{t('filterField')}</span></th>
                <th scope="col">{t('yours')}</th>
                <th scope="col">{t('theirs')}</th>
                {remembered ? <th scope="col">{t('before')}</th> : null}
              </tr>
            </thead>
            <tbody>
              {problem.difference.map(({ field, requested, current, base }) => {
                const declared = fieldOf(entity, field);
                return (
                  <tr key={field}>
                    <th scope="row">{declared ? terms.label(declared) : field}</th>
                    <td>{shown(field, requested)}</td>
                    <td>{shown(field, current)}</td>
                    {remembered ? <td>{base === undefined ? '' : shown(field, base)}</td> : null}
                  </tr>
                );
              })}
            </tbody>
          </table>
        ) : null}
      <div className={styles.choice}>
        <Button onClick={onKeep}>{t('keepMine')}</Button>
        <Button variant="default" onClick={onDrop}>{t('takeTheirs')}</Button>
      </div>
    </Modal>
  );
}
