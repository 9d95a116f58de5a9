import { ERRORS, type ErrorCode } from '@chroniton/shared/contract/errors'
import type { ErrorWords } from '../en/errors.ts'
import type { Words } from '../en.ts'

/** What is missing here is shown in English. */
export const GERMAN_ERRORS: Partial<Record<ErrorCode, ErrorWords>> = {
  'item-malformed': {
    title: 'Der Eintrag ist kein gültiges iCalendar',
    remedy:
      'Öffnen Sie den Eintrag in seinem Kalenderprogramm und speichern Sie ihn neu, oder berichtigen Sie die genannte Stelle.',
  },
  'item-without-uid': {
    title: 'Der Termin hat keine UID',
    remedy: 'Speichern Sie den Termin in seinem Kalenderprogramm neu; dabei bekommt er eine.',
  },
  'item-duplicate-uid': {
    title: 'Zwei Einträge des Kalenders haben dieselbe UID',
    remedy:
      'Löschen Sie einen der beiden oder geben Sie ihm eine neue UID. Der erste wird inzwischen weiter abgeglichen.',
  },
  'item-too-large': {
    title: 'Der Termin ist zu groß',
    remedy: 'Kürzen Sie die Beschreibung oder entfernen Sie eingebettete Anhänge; 512 KiB sind erlaubt.',
  },
  'item-unknown-zone': {
    title: 'Der Termin nennt eine Zeitzone, die niemand kennt',
    remedy: 'Wählen Sie im Kalenderprogramm eine Zeitzone für den Termin und speichern Sie ihn.',
  },
  'item-bad-time': {
    title: 'Die Zeiten des Termins ergeben keinen Sinn',
    remedy: 'Berichtigen Sie Anfang und Ende: Er darf nicht enden, bevor er beginnt.',
  },
  'item-bad-rule': {
    title: 'Die Wiederholungsregel trifft nie oder zu oft zu',
    remedy: 'Berichtigen Sie, wie sich der Termin wiederholt.',
  },
  'item-refused': {
    title: 'Der Kalender hat den Termin abgelehnt',
    remedy: 'Lesen Sie die Antwort des Servers, ändern Sie den Termin entsprechend oder verwerfen Sie den Auftrag.',
  },
  'item-not-found': {
    title: 'Der Eintrag ist nicht mehr in seinem Kalender',
    remedy: 'Nichts zu tun: Seine Löschung wird wie jede andere übernommen.',
  },
  'version-mismatch': {
    title: 'Der Eintrag wurde inzwischen in seinem Kalender geändert',
    remedy: 'Nichts zu tun: Beide Änderungen werden zusammengeführt und neu geschrieben.',
  },
  'command-discarded': {
    title: 'Der Auftrag wurde verworfen',
    remedy:
      'Nichts zu tun: Der Eintrag bleibt, bis sich der Termin wieder ändert. Wiederholen Sie den Auftrag, wenn er doch geschrieben werden soll.',
  },
  'would-mail-people': {
    title: 'Der Kalenderserver würde dafür Eingeladenen schreiben',
    remedy: 'Ändern Sie den Termin im Kalender, in dem er angelegt wurde; von dort kommt die Änderung überall an.',
  },
  'calendar-not-found': {
    title: 'Der Kalender fehlt oder ist nicht mehr freigegeben',
    remedy:
      'Prüfen Sie Adresse und Freigabe, oder nehmen Sie ihn aus dem Agenten. Seine Termine bleiben anderswo erhalten.',
  },
  'calendar-read-only': {
    title: 'Der Kalender lässt sich nicht beschreiben',
    remedy: 'Geben Sie dem Konto Schreibrecht, oder machen Sie die Route einseitig.',
  },
  'calendar-refused-change': {
    title: 'Der Kalender hat Name, Farbe oder Beschreibung abgelehnt',
    remedy: 'Wählen Sie einen anderen Wert; was der Kalender jetzt zeigt, gilt.',
  },
  'not-supported': {
    title: 'Das kann der Kalender nicht',
    remedy: 'Tun Sie es im Kalenderprogramm selbst, oder wählen Sie einen anderen Kalender.',
  },
  'source-needs-sign-in': {
    title: 'Das Konto hat die Anmeldung abgelehnt',
    remedy:
      'Prüfen Sie Benutzername und Passwort (bei Zwei-Faktor-Anmeldung ein App-Passwort) und rufen Sie „chroniton-agent doctor“ auf.',
  },
  'source-forbidden': {
    title: 'Das Konto darf das nicht lesen',
    remedy: 'Bitten Sie um Zugriff auf den Kalender, oder nehmen Sie ihn aus dem Agenten.',
  },
  'source-unreachable': {
    title: 'Der Kalenderserver ist nicht erreichbar',
    remedy: 'Prüfen Sie Adresse, Netz oder VPN und den Proxy. Der Agent versucht es von selbst wieder.',
  },
  'source-certificate': {
    title: 'Dem Zertifikat des Kalenderservers wird nicht vertraut',
    remedy: 'Geben Sie dem Agenten die Zertifizierungsstelle der Firma („ca_path“), oder lassen Sie es erneuern.',
  },
  'source-address-refused': {
    title: 'Der Hub darf diese Adresse nicht ansprechen',
    remedy:
      'Lesen Sie den Kalender durch einen Agenten in jenem Netz, oder erlauben Sie die Adresse mit SOURCE_ADDRESSES am Hub.',
  },
  'source-rate-limited': {
    title: 'Der Kalenderserver bittet um Geduld',
    remedy: 'Nichts zu tun: Der Agent wartet so lange, wie der Server es wünscht.',
  },
  'source-fault': {
    title: 'Der Kalenderserver hat einen Fehler',
    remedy: 'Zunächst nichts zu tun: Der Agent versucht es wieder. Hält es an, fragen Sie den Betreiber des Servers.',
  },
  'source-not-a-calendar': {
    title: 'Unter der Adresse antwortet kein Kalender',
    remedy: 'Prüfen Sie die Adresse: Vielleicht hat eine Anmeldeseite oder ein Proxy geantwortet.',
  },
  'source-cut-short': {
    title: 'Die Antwort des Kalenderservers brach ab',
    remedy: 'Nichts zu tun: Es wurde nichts daraus übernommen, und der Agent versucht es wieder.',
  },
  'source-file': {
    title: 'Datei oder Ordner lassen sich nicht lesen oder schreiben',
    remedy: 'Prüfen Sie Pfad, Rechte des Agenten und ob die Platte voll ist.',
  },
  unauthenticated: {
    title: 'Der Hub kennt Sie nicht',
    remedy: 'Melden Sie sich an, oder öffnen Sie den Admin-Link, den der Hub beim Start ausgegeben hat.',
  },
  forbidden: {
    title: 'Das dürfen Sie weder sehen noch ändern',
    remedy: 'Verwenden Sie ein Konto mit dem nötigen Recht.',
  },
  'not-found': { title: 'Das gibt es nicht', remedy: 'Vielleicht wurde es inzwischen entfernt.' },
  'invalid-input': { title: 'Die Anfrage ist nicht verständlich', remedy: 'Berichtigen Sie das genannte Feld.' },
  'nested-too-deep': {
    title: 'Das JSON ist zu tief verschachtelt',
    remedy: 'Schicken Sie es mit weniger Listen und Objekten ineinander.',
  },
  'body-too-large': { title: 'Die Anfrage ist zu groß', remedy: 'Schicken Sie sie in kleineren Teilen.' },
  'rate-limited': { title: 'Zu viele Anfragen', remedy: 'Warten Sie einen Augenblick.' },
  'invalid-configuration': {
    title: 'Die Einstellung ist nicht verständlich',
    remedy: 'Berichtigen Sie die genannte Einstellung.',
  },
  'token-invalid': {
    title: 'Der Beitrittscode ist unbekannt, benutzt oder abgelaufen',
    remedy: 'Erzeugen Sie einen neuen.',
  },
  'link-invalid': {
    title: 'Der Passwort-Link ist unbekannt, benutzt oder abgelaufen',
    remedy: 'Bitten Sie einen Inhaber um einen neuen.',
  },
  'audit-broken': {
    title: 'Das Prüfprotokoll ist nicht so, wie es geschrieben wurde',
    remedy: 'Vergleichen Sie es mit einem früheren Export: Alles vor der genannten Zeile gilt noch.',
  },
  'sign-in-failed': {
    title: 'Die Anmeldung beim OpenID-Connect-Anbieter ist nicht gelungen',
    remedy: 'Versuchen Sie es noch einmal. Hält es an, hilft das Protokoll des Hubs.',
  },
  'sign-in-refused': {
    title: 'Der Anbieter kennt Sie, der Hub aber nicht',
    remedy: 'Bitten Sie einen Inhaber, Sie mit Ihrer E-Mail-Adresse aufzunehmen.',
  },
  'hub-unreachable': {
    title: 'Der Hub ist nicht erreichbar',
    remedy: 'Prüfen Sie, ob der Hub läuft, und Adresse, Netz und Proxy.',
  },
  'credential-in-use': {
    title: 'Zwei Prozesse benutzen denselben Agenten',
    remedy: 'Beenden Sie einen der beiden, oder melden Sie ihn unter eigenem Namen an.',
  },
  'protocol-mismatch': {
    title: 'Agent und Hub sprechen verschiedene Versionen',
    remedy: 'Aktualisieren Sie den älteren der beiden.',
  },
  'report-out-of-order': {
    title: 'Vor diesem Bericht fehlt einer',
    remedy: 'Nichts zu tun: Der Agent meldet sich neu und macht dort weiter, wo der Hub steht.',
  },
  'already-running': {
    title: 'Ein anderer Prozess benutzt diesen Speicher',
    remedy: 'Beenden Sie den anderen Prozess, oder geben Sie diesem einen eigenen Ort.',
  },
  conflict: {
    title: 'Die Sache hat sich inzwischen geändert',
    remedy: 'Sehen Sie noch einmal hin und wiederholen Sie es, wenn es noch passt.',
  },
  'storage-failed': {
    title: 'Der Hub kann seinen Speicher nicht beschreiben',
    remedy: 'Schaffen Sie Platz oder berichtigen Sie die Rechte; nichts Bestätigtes ist verloren.',
  },
  'secret-unreadable': {
    title: 'Ein gespeichertes Geheimnis lässt sich nicht öffnen',
    remedy: 'Geben Sie den Schlüssel zurück, mit dem es verschlüsselt wurde, oder geben Sie das Geheimnis neu ein.',
  },
  'storage-newer': {
    title: 'Der Speicher wurde von einer neueren Version geschrieben',
    remedy: 'Starten Sie die neuere Version wieder, oder stellen Sie die Sicherung von vorher zurück.',
  },
  'storage-damaged': {
    title: 'Der Speicher ist beschädigt',
    remedy:
      'Stellen Sie die letzte Sicherung zurück, oder beginnen Sie leer: Die Agenten melden alles neu, und nichts wird doppelt geschrieben.',
  },
  internal: {
    title: 'Etwas ist misslungen, das nicht misslingen sollte',
    remedy: 'Das Protokoll des Hubs hat die Einzelheiten; nichts Bestätigtes ist verloren.',
  },
}

export const errors: Words['errors'] = (code) => GERMAN_ERRORS[code] ?? ERRORS[code]
