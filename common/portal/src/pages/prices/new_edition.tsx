import { Button, Select, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { type DragEvent, type FormEvent, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useKey } from '../../app/keys';
import { Panel, Refusal } from '../../look/page';
import work from '../shared/shared.module.css';
import lines from '../shared/lines.module.css';
import { JobPanel, ProgressBar } from './job_panel';
import { movePrices, sendFile } from './price_requests';
import {
  fileMost, type Lack, lacksOf, utcDay, type Wanted,
} from './price_work';
import styles from './prices.module.css';

const mebibytes = fileMost / 1024 / 1024;
/** What is said of a value stands below it: inputs of a row stay side by side. */
const below: { inputWrapperOrder: ('label' | 'input' | 'description' | 'error')[] } = {
  inputWrapperOrder: ['label', 'input', 'error', 'description'],
};
const inputOf: Record<Lack, string> = {
  list: 'price-list', day: 'price-day', file: 'price-file', tooLarge: 'price-file',
  percent: 'price-percent',
};
const lackWord: Record<Lack, string> = {
  list: 'needList', day: 'needDay', file: 'needFile', tooLarge: 'tooLarge',
  percent: 'needPercent',
};

interface FileProperties { file: File | null; error: string | null; take: (file: File) => void }

/** A file, dropped or chosen: the browser's own input, which every key reaches. */
function FileDrop({ file, error, take }: FileProperties) {
  const { t } = useTranslation('prices');
  const [isOver, setOver] = useState(false);
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    const [first] = event.dataTransfer.files;
    if (first) take(first);
  };
  return (
    <div className={isOver ? `${styles.drop} ${styles.over}` : styles.drop} onDrop={drop}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}>
      <label htmlFor="price-file">{t('file')}</label>
      <input id="price-file" type="file" accept=".csv,.txt,text/csv"
        aria-describedby="price-file-hint" aria-invalid={error !== null}
        onChange={(event) => {
          const [first] = event.currentTarget.files ?? [];
          if (first) take(first);
        }} />
      <span id="price-file-hint" className={work.soft}>
        {file ? `${t('chosenFile', { name: file.name, size: Math.ceil(file.size / 1024) })} ` : ''}
        {t('fileHint', { size: mebibytes })}
      </span>
      {error ? <span className={work.wrong} role="alert">{error}</span> : null}
    </div>
  );
}

function useStaging() {
  const [sent, setSent] = useState(0);
  const abort = useRef<AbortController | null>(null);
  const run = useMutation({
    mutationFn: ({ wanted, file }: { wanted: Wanted; file: File | null }) => {
      setSent(0);
      abort.current = new AbortController();
      return wanted.from === 'file' && file
        ? sendFile(wanted, file, setSent, abort.current.signal) : movePrices(wanted);
    },
  });
  const stop = () => {
    abort.current?.abort();
    run.reset();
  };
  return { run, sent, stop };
}

interface FieldsProperties {
  lists: readonly string[];
  wanted: Wanted;
  set: (change: Partial<Wanted>) => void;
  wordOf: (lack: Lack) => string | null;
}

function Fields({ lists, wanted, set, wordOf }: FieldsProperties) {
  const { t } = useTranslation('prices');
  return (
    <div className={lines.terms}>
      <Select id="price-list" label={t('list')} data={[...lists]} withAsterisk
        value={wanted.list || null} error={wordOf('list')}
        onChange={(list) => set({ list: list ?? '' })} />
      <TextInput id="price-title" label={t('editionName')} value={wanted.title} autoComplete="off"
        maxLength={80} description={t('editionNameHint')} {...below}
        onChange={(event) => set({ title: event.currentTarget.value })} />
      <TextInput id="price-day" label={t('validFrom')} type="date" withAsterisk
        value={wanted.validFrom} error={wordOf('day')} {...below}
        onChange={(event) => set({ validFrom: event.currentTarget.value })} />
      {wanted.from === 'percent'
        ? <TextInput id="price-percent" label={t('percent')} value={wanted.percent} withAsterisk
            inputMode="decimal" description={t('percentHint')} error={wordOf('percent')} {...below}
            onChange={(event) => set({ percent: event.currentTarget.value })} /> : null}
    </div>
  );
}

/** List, name and day of a new edition, and where its prices come from. */
export function NewEdition({ lists }: { lists: readonly string[] }) {
  const { t } = useTranslation('prices');
  const navigate = useNavigate();
  const day = utcDay(Date.now());
  const [typed, setTyped] = useState<Omit<Wanted, 'file'>>(
    { list: '', title: '', validFrom: day, from: 'file', percent: '' });
  const [file, setFile] = useState<File | null>(null);
  const [isAsked, setAsked] = useState(false);
  const { run, sent, stop } = useStaging();
  const form = useRef<HTMLFormElement>(null);
  useKey('save', () => form.current?.requestSubmit());
  const wanted: Wanted = { ...typed, file,
    list: typed.list || (lists.length === 1 ? lists[0] ?? '' : '') };
  const lacks = lacksOf(wanted, day);
  const wordOf = (lack: Lack) => (isAsked && lacks.includes(lack)
    ? t(lackWord[lack], { size: mebibytes }) : null);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setAsked(true);
    if (lacks[0]) document.getElementById(inputOf[lacks[0]])?.focus();
    else if (!run.isPending) run.mutate({ wanted, file });
  };
  const set = (change: Partial<Wanted>) => {
    if (run.error) run.reset();
    setTyped((before) => ({ ...before, ...change }));
  };
  return (
    <>
      <Panel title={t('newEdition')}>
        <form ref={form} noValidate onSubmit={submit} className={styles.form}>
          <p className={work.soft}>{t('newEditionNote')}</p>
          <fieldset className={styles.choice}>
            <legend>{t('from')}</legend>
            {(['file', 'percent'] as const).map((from) => (
              <label key={from}>
                <input type="radio" name="price-from" value={from} checked={wanted.from === from}
                  onChange={() => set({ from })} />
                {t(`from_${from}`)}
              </label>
            ))}
          </fieldset>
          <Fields lists={lists} wanted={wanted} set={set} wordOf={wordOf} />
          {wanted.from === 'file'
            ? <FileDrop file={file} take={setFile} error={wordOf('file') ?? wordOf('tooLarge')} />
            : null}
          <div>
            <Button type="submit" size="sm" loading={run.isPending}
              rightSection={<kbd>Ctrl Enter</kbd>}>{t('stage')}</Button>
          </div>
        </form>
      </Panel>
      {run.error && !(run.error instanceof DOMException) ? <Refusal error={run.error} /> : null}
      {run.isPending && wanted.from === 'file' && file
        ? <ProgressBar label={t('sending')} done={Math.ceil(sent / 1024)}
            total={Math.ceil(file.size / 1024)} onStop={stop} /> : null}
      {run.data
        ? <JobPanel id={run.data.id} onDone={(job) => {
            if (!job.list || !job.edition) return;
            void navigate({ to: '/prices/$list/$edition',
              params: { list: job.list, edition: job.edition },
              search: job.upload && (job.figures.rejected ?? 0) > 0
                ? { upload: job.upload } : {} });
          }} /> : null}
    </>
  );
}

