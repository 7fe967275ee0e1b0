import { Button } from '@mantine/core';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { sendFile } from '../../api/files';
import { IconPaperclip } from '../../look/icons';
import { Refusal } from '../../look/page';
import { smallerPicture } from './smaller_picture';
import styles from './file.module.css';

/** What the daemon keeps; it looks into the file itself. */
const kinds = 'image/jpeg,image/png,image/webp,application/pdf,text/plain';

interface Properties {
  label: string;
  id?: string;
  isBusy?: boolean;
  error?: string | null;
  /** The hash that a record holds, and the name that the file had. */
  onSent: (hash: string, name: string) => void;
}

/** Chooses a file, or takes a picture, and sends it. */
export function FileInput({ label, id, isBusy = false, error = null, onSent }: Properties) {
  const { t } = useTranslation('records');
  const input = useRef<HTMLInputElement>(null);
  const [percent, setPercent] = useState<number | null>(null);
  const [trouble, setTrouble] = useState<unknown>(null);
  const send = async (file: File) => {
    setTrouble(null);
    setPercent(0);
    try {
      const small = await smallerPicture(file);
      const hash = await sendFile(small,
        (received) => setPercent(Math.round((received / small.size) * 100)));
      onSent(hash, file.name.slice(0, 200));
    } catch (failed) {
      setTrouble(failed);
    } finally {
      setPercent(null);
    }
  };
  return (
    <div className={styles.input}>
      <input ref={input} type="file" accept={kinds} aria-label={label} className={styles.hidden}
        tabIndex={-1} {...(id ? { id } : {})}
        onChange={(event) => {
          const file = event.currentTarget.files?.[0];
          event.currentTarget.value = '';
          if (file) void send(file);
        }} />
      <Button variant="light" size="sm" loading={isBusy || percent !== null}
        leftSection={<IconPaperclip size={16} aria-hidden />}
        onClick={() => input.current?.click()}>{label}</Button>
      <span role="status">{percent === null ? '' : t('sending', { percent })}</span>
      {error ? <p className={styles.wrong} role="alert">{error}</p> : null}
      {trouble ? <Refusal error={trouble} /> : null}
    </div>
  );
}
