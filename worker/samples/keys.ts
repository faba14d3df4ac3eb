/**
 * The DKIM keys of the sample senders. They stand here in the open because every worker must sign and publish with the same ones, and
 * because they protect nothing: the names they belong to end in `.test`, which nobody can register (RFC 6761 §6.2).
 */
import { createPublicKey } from 'node:crypto'

/** 2048 bits, as it should be. */
export const strongKey = `-----BEGIN PRIVATE KEY-----
MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQDIKSzoCudT3c2+
DhQOdFQxis0oTsqjM6yFO0yHbTwKNaMhRe/hTLLg7dsVoIXzJxIUZNdLgBJOLE9o
4IxdgevSEWeDlNUcBPpQALV8ScPuO2815XFMcYcZtAQ/1K+AGZPAS+W6cV39GX6L
zX0sQlqoYL1k5CLY8AYH2nbT2TM4f5IMBXn+jJRUA8qUnuvGyDd4petu12zykLEz
3etJ3Qv4saSmfG/Ly0S5ABma14q8DlJdh3l3uomcPuI/f4k1Byj2rE62JnPQz6rv
+XKyQYVzbkSrIK4BWDGIlLI1muscXr8FVvgl9CS0h5DAzXGD7mD/CqEeincVvfT/
6tbv03GBAgMBAAECggEACl6yaDstt5dFh36B5NXQtC21afcwYbrVn07D15L931GJ
aA862aNNnoBJhMSnlpdZmnDhrpRYs8VxP8USa0MbN+uVlKhApOOlIZadJcP0lgJs
7+U5NMqqQyyjuQ2Id3cxGRoAMY6aCKN/fjgL2h/TQ+dEfgD2b+LPjSybp2dt/elB
PHv4wqAkgxMi5W0trshAgjGOBEXztOFvp4EVfB+VkFL82CZV44atYjdkCQpGxAv5
2sotBogD/MioWCKTIC7AWYsVwtuhyNUBlhEtsFGCYcwopkWT2mbml1uwQjzoz3OP
qJy6OFuaZF3+8j8L64ss/aPKQGWZdW2MUqoHEb8jGQKBgQDu5KS4cc0ZMTFAeh0X
CyuUCu7xOKiHxawOIo5f3i0Nat8pPcTgTiqVx1gbDRNibGSZcVseyAoch9eFN958
pOtlWMJU8aJEOxGjxPh8jAE/7H1EBTHzw/t2Tx9yD32mn3mrRpUY2rD9vQEzrx/Y
nQvG1XK2FZYTJv+u10uLWZ8muwKBgQDWfn8sUWrZcSlzMMTZ6cKXe26uLG8ir/LS
WK6FcthUnVzfzZxQXkUVA+TyaEuWENNzJayYKEwO0pvBTJLhOkPV5CBqNwQDA90c
TIXuWJObyLKXAkCZkaZyEbo+Po48EP97riQHBaiUsqHpCfz0Ccl6yS0pzU0efUTz
9ZOnY0Uq8wKBgCo5v+PaOaZ6S3paG0o3bzx7skBxA1j8V60n7oKDgvMcMNXZVTNQ
nbZbxfcCGKsM/bshjjmioibo2+9wMKNXg0QmrDLXgxcMWdHYvxNEq/PgmUOsp2eu
/IOs+KHwmwUYqyjbEP+TqDUxc0Tvb3GaULqUf/IvXpeEDS2aYIABF2CBAoGAGVeC
sPrBlAUxr4FgkJp0ui8EKaHoU4HUP5Posq2Z741UDsEdKcWphc0a/KTj4UwFn4Ig
/S0tp0aszk68v82BfEDir4nmeHC5bAGChWGDtxEkQIEsnrg9oRaFGZuMdH5RoQw3
B3lcrIzaYk0izLZnTpF8O4cdCHAmeGhYVJt+7Y8CgYEAmEDg/AV522/QJAigeg61
FpUisfzVeZRRSu5b8sUvu57XjJgJlzLKyWOwH1an4mKJG6Wp0LK9MU/oLw2Zr56/
RYCnndTWjXB6qWqX9Zq8o4IVmOw5ahV3lJRvtQzkvc0ZDdQeGYmFf6CkztlefnPO
7AZSmipj6vqUu+bZugUThTU=
-----END PRIVATE KEY-----`

/** 1024 bits, as many old senders still have. */
export const weakKey = `-----BEGIN PRIVATE KEY-----
MIICdwIBADANBgkqhkiG9w0BAQEFAASCAmEwggJdAgEAAoGBALvSxUIZOs+RAYcD
QXDD8dt5sF75A/xNMLM3tyO6AELW79UYgYH7dd2RhCgSGtd05EH0LJ1AKcA01yRy
Kwp62nrrS4jTbzHnuqAhBEozSUZ/DYMWbJpJ8W3WFkoM/7f6/8nYKPx3Exoc5y+u
KtKlIqW0tY9E61KzcW30ipPR4QJNAgMBAAECgYADOtmnjFWFkkHLd5Pdg5EaLBqL
V47o/M7UliWxGJa+j4GqUXSQrqlVORZjtgP+JoVyWOeXgK33HzF/7/KriHdPVEZ7
bbkzW5twu2ei2syl0+Mi2JESnYIzp6YnhSwUCfQZKWR1G8446DyBNnGHNWsx92KN
eeDdTI2fS7jmm93dZQJBAOOufIARIFgmYMUWAxHpN/mw8MF6nBCMKDNxfvdgVuYZ
LfT11mwz7gHmE9X323pNqUQeLJ4ClNHNLcykWt4Db5cCQQDTLyyI1RPgQ4gVM/RZ
I/I7i6cR9Dkmz4q5LNGZAepGKV2JVY/V3siCQ8oU6E/Ev8YEzbTIc0OUM2P3ss+b
ZVm7AkEA3Ec+cPEg5+gJi+SmB7gpzcugwrALOf9ADbVq748nw+rsiaknUPxU80VU
P5lToNpuP1cqN52ruefWvbztpQqR9QJBAJwvVlt4YvPIXht4Si2m9R5uwUf4/E+k
zK7446aqkO4E58WK/w6oblhQ9GKUEXKsdjHVRO++t2siurtVhk8iHMMCQE/qAozC
DKrlAiAN3t5DKg5TZML6p6Q/DE4NUmNMr+cENAc1dj5bp+S40EnxDPELgl38kWm3
ifPC2Wkb7G7Iyac=
-----END PRIVATE KEY-----`

/** The record that publishes a key (RFC 6376 §3.6.1). */
export function keyRecord(privateKey: string): string {
  const published = createPublicKey(privateKey).export({ type: 'spki', format: 'der' }).toString('base64')
  return `v=DKIM1; k=rsa; p=${published}`
}
