/** What a password opens, as mail programs see it. */
import type { Opened } from '#prisma/credential.ts'
import { AddressMailboxes, type Mailboxes, type Post } from './mailboxes.ts'
import { ProjectMailboxes } from './project-mailboxes.ts'

export const mailboxesOf = (post: Post, opened: Opened): Mailboxes =>
  opened.addressId === null
    ? new ProjectMailboxes(post, opened)
    : new AddressMailboxes(post, { addressId: opened.addressId, teamId: opened.teamId })
