import { useTranslation } from 'react-i18next';
import { fieldOf } from '../../api/registry';
import type { Entity } from '../../api/types';
import { Refusal } from '../../look/page';
import type { RecordForm } from './record_form';
import work from './shared.module.css';

/** Why a form was not saved: at the fields where they are to blame, else in the daemon's words. */
export function Trouble(
  { entity, form }: { entity: Entity; form: Pick<RecordForm, 'error' | 'errors' | 'stale'> },
) {
  const { t } = useTranslation('records');
  if (!form.error || form.stale) return null;
  const isAtField = Object.keys(form.errors).some((name) => fieldOf(entity, name));
  return isAtField ? <p className={work.wrong} role="alert">{t('formWrong')}</p>
    : <Refusal error={form.error} />;
}
