import { Button, NativeSelect, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { rowsQuery } from '../../api/answers';
import { newKey, sendJson } from '../../api/client';
import { useEntity, useStatus } from '../../api/queries';
import { fieldOf, placeOf } from '../../api/registry';
import type { Entity, Row } from '../../api/types';
import { IconButton } from '../../look/icon_button';
import { IconPlus, IconX } from '../../look/icons';
import { SyncMark } from '../../look/mark';
import { Empty, Panel, Refusal } from '../../look/page';
import { useTerms } from '../../words/terms';
import { FileInput } from '../shared/file_input';
import { FileView } from '../shared/file_view';
import work from '../shared/shared.module.css';
import styles from './attachments.module.css';

/** Evidence without a file: the part lies on the shelf, the code stands in the car. */
const labelled = new Set(['old_part', 'trouble_code']);

interface Wish {
  kind: string;
  line: string;
  label?: string;
  file?: string;
  file_name?: string;
}

function useAdd(claim: Row, added: () => void) {
  const client = useQueryClient();
  const key = useRef(newKey());
  return useMutation({
    mutationFn: ({ line, ...rest }: Wish) => sendJson<Row>('POST', '/attachments', {
      data: {
        branch: claim.data.branch, claim: claim.id, ...rest,
        ...(line === '' ? {} : { line: Number(line) }),
      },
    }, { key: key.current }),
    onSuccess: added,
    onSettled: () => {
      key.current = newKey();
      void client.invalidateQueries({ queryKey: ['list', 'attachments'] });
      void client.invalidateQueries({ queryKey: ['answer'] });
    },
  });
}

function useRemove() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (row: Row) => sendJson('POST', `/attachments/${row.id}:void`, {},
      { version: row.version }),
    onSettled: () => {
      void client.invalidateQueries({ queryKey: ['list', 'attachments'] });
      void client.invalidateQueries({ queryKey: ['answer'] });
    },
  });
}

function Piece({ row, remove }: { row: Row; remove: (() => void) | null }) {
  const { t } = useTranslation('warranty');
  const terms = useTerms();
  const text = (name: string) => String(row.data[name] ?? '');
  const name = [terms.word(text('kind')), text('label'), text('file_name')]
    .filter((part) => part !== '').join(' · ');
  return (
    <li className={styles.piece}>
      {text('file')
        ? <FileView collection="attachments" id={row.id} field="file" name={name} /> : null}
      <div className={styles.words}>
        <strong>{terms.word(text('kind'))}</strong>
        {text('label') ? <span>{text('label')}</span> : null}
        {text('file_name') ? <span className={work.soft}>{text('file_name')}</span> : null}
        {text('line') ? <span>{t('evidenceLine', { line: text('line') })}</span> : null}
        <SyncMark state={row.sync.state} conflicts={row.sync.conflicts} />
      </div>
      {remove ? <IconButton icon={IconX} label={t('removeEvidence', { name })} onClick={remove} />
        : null}
    </li>
  );
}

function NewPiece({ entity, claim }: { entity: Entity; claim: Row }) {
  const { t } = useTranslation('warranty');
  const terms = useTerms();
  const kinds = fieldOf(entity, 'kind')?.words ?? [];
  const [kind, setKind] = useState(kinds[0] ?? '');
  const [line, setLine] = useState('');
  const [label, setLabel] = useState('');
  const add = useAdd(claim, () => setLabel(''));
  const named = (name: string) => {
    const field = fieldOf(entity, name);
    return field ? terms.label(field) : name;
  };
  const needsLabel = labelled.has(kind);
  return (
    <div className={styles.entry}>
      <NativeSelect size="sm" label={named('kind')} value={kind}
        onChange={(event) => setKind(event.currentTarget.value)}
        data={kinds.map((word) => ({ value: word, label: terms.word(word) }))} />
      <TextInput label={named('line')} value={line} inputMode="numeric" className={styles.line ?? ''}
        autoComplete="off"
        onChange={(event) => setLine(event.currentTarget.value.replaceAll(/\D/g, ''))} />
      <TextInput label={named('label')} value={label} autoComplete="off"
        onChange={(event) => setLabel(event.currentTarget.value)} />
      {needsLabel
        ? (
          <Button variant="light" size="sm" loading={add.isPending} disabled={label.trim() === ''}
            leftSection={<IconPlus size={16} aria-hidden />}
            onClick={() => add.mutate({ kind, line, label: label.trim() })}>
            {t('addEvidence')}
          </Button>
        )
        : (
          <FileInput label={t('chooseFile')} isBusy={add.isPending}
            onSent={(file, name) => add.mutate({ kind, line, file, file_name: name,
              ...(label.trim() === '' ? {} : { label: label.trim() }) })} />
        )}
      {add.error ? <Refusal error={add.error} /> : null}
    </div>
  );
}

/** What proves the claim: pictures, prints, the tag of the old part. */
export function Attachments({ claim, isOpen }: { claim: Row; isOpen: boolean }) {
  const { t } = useTranslation('warranty');
  const entity = useEntity('attachments');
  const place = placeOf(useStatus());
  const { data, error } = useQuery(
    rowsQuery('attachments', { filter: [`claim:eq:${claim.id}`] }));
  const remove = useRemove();
  if (!entity) return null;
  const isMine = isOpen && place.side === 'node';
  const rows = data ?? [];
  return (
    <Panel title={t('evidence')}>
      {error ? <Refusal error={error} /> : null}
      {remove.error ? <Refusal error={remove.error} /> : null}
      {data && rows.length === 0 ? <Empty text={t('noEvidence')} /> : null}
      {rows.length > 0
        ? (
          <ul className={styles.pieces}>
            {rows.map((row) => (
              <Piece key={row.id} row={row} remove={isMine ? () => remove.mutate(row) : null} />
            ))}
          </ul>
        ) : null}
      {isMine ? <NewPiece entity={entity} claim={claim} /> : null}
    </Panel>
  );
}
