/**
 * What a link is for, by the words in its text and its address. "Unsubscribe" in the languages newsletters are written in; and the words of
 * links that do something when they are opened, which nobody but the reader may open.
 */

/** How much of an address or a label is looked through. */
const longest = 2000

const unsubscribeWords = [
  // English, German, Dutch, Swedish, Norwegian, Danish, Icelandic, Finnish
  ...['unsubscribe', 'opt[ -]?out', 'email preferences', 'manage (?:your )?subscriptions?', 'stop receiving', 'remove me'],
  ...['abmelden', 'abbestellen', 'austragen', 'abmeldung', 'afmelden', 'uitschrijven', 'avregistrera', 'avprenumerera'],
  ...['avslutt abonnement', 'avmeld', 'afmeld', 'afskrá', 'peruuta tilaus', 'peruuttaa tilau'],
  // French, Spanish, Catalan, Galician, Portuguese, Italian, Romanian, Basque
  ...[
    'se désabonner',
    'désabonne',
    'désinscri',
    'desinscri',
    'desabonne',
    'darse de baja',
    'dar(?:me)? de baja',
    'donar-se de baixa',
  ],
  ...['cancelar (?:la |a |sua )?(?:suscripción|assinatura|inscrição|subscrição)', 'descadastr', 'annulla (?:l.)?iscrizione'],
  ...['disiscri', 'cancellati', 'dezabon', 'harpidetza'],
  // Polish, Czech, Slovak, Slovenian, Croatian, Bosnian, Hungarian, Albanian, Lithuanian, Latvian, Estonian
  ...['wypisz', 'zrezygnuj', 'odhlásit', 'odhlásiť', 'odhlás', 'odjavi', 'odjava', 'leiratkoz', 'çregjistrohu', 'çabono'],
  ...['atsisakyti', 'atrakstīties', 'atteikties', 'loobu', 'tühista tellimus'],
  // Russian, Ukrainian, Bulgarian, Serbian, Macedonian, Greek, Turkish, Azerbaijani, Georgian, Armenian
  ...['отписаться', 'отписка', 'відписатися', 'отпишете', 'отписване', 'одјави', 'отпиши', 'διαγραφή', 'κατάργηση εγγραφής'],
  ...['abonelikten', 'üyelikten', 'abunəlikdən', 'გამოწერის გაუქმება', 'ապաբաժանորդագր'],
  // Arabic, Hebrew, Persian, Urdu, Hindi, Bengali, Tamil
  ...['إلغاء الاشتراك', 'الغاء الاشتراك', 'הסרה', 'הסר', 'ביטול הרשמה', 'لغو اشتراک', 'ان سبسکرائب', 'हटाएं', 'सदस्यता समाप्त'],
  ...['সদস্যতা ত্যাগ', 'আনসাবস্ক্রাইব', 'குழுவிலகு'],
  // Japanese, Chinese, Korean, Vietnamese, Thai, Indonesian, Malay, Filipino, Swahili, Afrikaans
  ...[
    '配信停止',
    '購読解除',
    '登録解除',
    '退订',
    '退訂',
    '取消订阅',
    '取消訂閱',
    '수신거부',
    '수신 거부',
    '구독 취소',
    'hủy đăng ký',
  ],
  ...['ยกเลิก', 'berhenti berlangganan', 'henti langganan', 'nyahlanggan', 'mag-unsubscribe', 'jiondoe', 'teken uit'],
]

const unsubscribeText = new RegExp(unsubscribeWords.join('|'), 'iu')
const unsubscribeAddress = /unsub|opt-?out|abmeld|desab|desinscri|email-?preferences|list-manage\.com\/(?:profile|unsub)/i

/** Does this offer to leave a list? `label`: what stands on the link or beside it. */
export function offersToLeave({ address, label }: { address: string; label: string }): boolean {
  return unsubscribeAddress.test(address.slice(0, longest)) || unsubscribeText.test(label.slice(0, longest))
}

/** Does this text speak of unsubscribing? */
export const speaksOfLeaving = (text: string): boolean => unsubscribeText.test(text.slice(0, longest))

export type LinkKind = 'unsubscribe' | 'opt-out' | 'confirm' | 'verify' | 'reset' | 'sign-in'

const kinds: [kind: LinkKind, address: RegExp, label: RegExp][] = [
  [
    'reset',
    /reset|recover|passw|forgot|kennwort|contrase|motdepasse|set-?pw/i,
    /\b(?:reset|password|recover|passwort|kennwort|mot de passe|contraseña|senha|wachtwoord|lösenord|hasło|jelszó|heslo|parola|salasana)|пароль|パスワード|密码|密碼|비밀번호|كلمة المرور/iu,
  ],
  [
    'sign-in',
    /sign-?in|log-?in|log-?on|magic|sso|otp|one-?time|auth(?:enticate|orize|\/|\?|$)|anmeld|connexion|acceso|session/i,
    /\b(?:sign in|sign-in|log ?in|log-in|magic link|anmelden|einloggen|se connecter|connexion|iniciar sesión|acceder|accedi|entrar|inloggen|logga in|log ind|logg inn|zaloguj|přihlásit|kirjaudu|giriş yap)|войти|увійти|ログイン|登录|登錄|로그인|تسجيل الدخول/iu,
  ],
  [
    'verify',
    /verif|valid(?:ate|ation|er|ar)|activat|aktivier|freischalt|prove|check-?email/i,
    /\b(?:verif|validat|activat|aktivier|freischalt|valider|activer|validar|activar|ativar|attiva|bevestig je e|verifier|aktywuj|ověř|vahvista|doğrula)|подтвердить почту|активировать|認証|验证|驗證|인증|تحقق|تفعيل/iu,
  ],
  [
    'confirm',
    /confirm|bestaetig|bestatig|opt-?in|subscribe|accept|approve|decline|rsvp|consent|invit|delete|cancel|vote|\bpay\b/i,
    /\b(?:confirm|accept|approve|decline|rsvp|delete|cancel|bestätig|annehmen|ablehnen|löschen|confirmer|accepter|refuser|confirmar|aceptar|aceitar|conferma|accetta|bevestig|bekräfta|bekræft|bekreft|potwierdź|potvrdit|megerősít|confirmă|onayla)|подтвердить|підтвердити|потвърди|επιβεβαίωση|確認する|确认|確認|확인|تأكيد|אישור/iu,
  ],
  [
    'opt-out',
    /preferences|manage|(?:^|[/.?=&_-])(?:remove|stop|leave|quit)(?:[/.?=&_-]|$)/i,
    /\b(?:preferences|manage your|stop e-?mails?|leave this)\b/iu,
  ],
]

/**
 * What a link does when it is opened; undefined when it only leads somewhere. Generous on purpose: a link taken for one of these is only not
 * requested.
 */
export function kindOfLink({ address, label }: { address: string; label: string }): LinkKind | undefined {
  if (offersToLeave({ address, label })) return 'unsubscribe'
  const path = address.slice(0, longest).replace(/^https?:\/\/[^/?#]*/i, '')
  const said = label.slice(0, longest)
  return kinds.find(([, inAddress, inLabel]) => inAddress.test(path) || inLabel.test(said))?.[0]
}
