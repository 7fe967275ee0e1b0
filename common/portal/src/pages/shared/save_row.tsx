import { Button } from '@mantine/core';
import { useRef } from 'react';
import type { Entity, Row } from '../../api/types';
import { useKey } from '../../app/keys';
import { IconDeviceFloppy } from '../../look/icons';
import { Stale } from '../form/stale';
import type { RecordForm } from './record_form';
import work from './shared.module.css';

interface Properties {
  entity: Entity;
  form: RecordForm;
  save: string;
  drop: string;
  /** Something beside saving is under way that the button belongs to. */
  isBusy?: boolean;
}

/** The end of a form that stays on its page: save, drop what was typed, and who was faster. */
export function SaveRow({ entity, form, save, drop, isBusy = false }: Properties) {
  const button = useRef<HTMLButtonElement>(null);
  useKey('back', form.isChanged ? () => button.current?.focus() : null);
  return (
    <>
      <div className={work.actions}>
        <Button type="submit" size="sm" variant="light" loading={form.isBusy || isBusy}
          disabled={!form.isChanged} leftSection={<IconDeviceFloppy size={17} aria-hidden />}
          rightSection={<kbd>Ctrl Enter</kbd>}>{save}</Button>
        {form.isChanged
          ? <Button ref={button} size="sm" variant="default" onClick={form.drop}>{drop}</Button>
          : null}
      </div>
      {form.stale?.current
        ? <Stale entity={entity} problem={form.stale} onClose={form.close} onDrop={form.drop}
            onKeep={() => void form.save((form.stale?.current as Row).version)} /> : null}
    </>
  );
}
