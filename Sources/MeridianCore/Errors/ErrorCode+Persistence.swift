extension ErrorCode {
    public static let storeUnusable = ErrorCode(7301)
    public static let storeInUse = ErrorCode(7302)
    public static let storeFull = ErrorCode(7303)
    public static let storeDamaged = ErrorCode(7304)
    public static let storeTooNew = ErrorCode(7305)
    public static let storeClosed = ErrorCode(7306)
    public static let badDocument = ErrorCode(7311)
    public static let documentConflict = ErrorCode(7312)
    public static let watchTooFarBehind = ErrorCode(7313)
    public static let unknownBlob = ErrorCode(7321)
    public static let damagedBlob = ErrorCode(7322)
    public static let blobMismatch = ErrorCode(7323)
    public static let blobTooLarge = ErrorCode(7324)
    public static let eventRefused = ErrorCode(7331)
    public static let queueFull = ErrorCode(7332)
    public static let leaseLost = ErrorCode(7333)
    public static let backupUnusable = ErrorCode(7341)
    public static let backupTargetExists = ErrorCode(7342)

    static let persistenceExplanations: [ErrorExplanation] = [
        .init(
            .storeUnusable, "A store can't be opened, read or written",
            "The operating system refused: the directory is missing or read-only, permission is lacking, or the disk "
                + "reports errors. The message names the file and the reason. What was accepted before is kept.",
            mend: "See that the directory exists on a healthy disk and that the user of the process may write there.",
            example: """
                MER-7301: 'data/documents.sqlite' can't be opened: unable to open database file
                $ chown -R meridian data && chmod u+rwx data
                """),
        .init(
            .storeInUse, "Another process has the store open",
            "One process at a time works on a store; a lock beside it sees to that and is gone when the process is.",
            mend: "End the other process, or choose another directory.",
            example: """
                MER-7302: 'data/documents.sqlite' is held by another process
                """),
        .init(
            .storeFull, "There is no room on the disk",
            "The change was not made, nothing that was accepted before is lost, and reading goes on. Changes are taken "
                + "again as soon as there is room.",
            mend: "Make room on the disk, or purge queues and old packages.",
            example: """
                MER-7303: there is no room for 'data/queues/shop.sqlite'; the change was not made
                $ df -h data
                """),
        .init(
            .storeDamaged, "A store is damaged",
            "What was read is not what was written: a checksum does not match, or the structure of the file is broken. "
                + "Disks, memory and other programs that write to the file do that. What is damaged is not served; "
                + "the rest of the store still is, where its structure allows.",
            mend: "Restore the last backup, or write the document anew; then look after the disk.",
            example: """
                MER-7304: the document 'services/shop' of 'data/documents.sqlite' is damaged
                """),
        .init(
            .storeTooNew, "A store was written by a newer Meridian",
            "Its version of the tables is not known here. It was left as it is.",
            mend: "Run the newer Meridian, or restore a backup that this one made.",
            example: """
                MER-7305: 'data/documents.sqlite' is of version 3, and this Meridian knows 1
                """),
        .init(
            .storeClosed, "A store is closed",
            "The platform is stopping. The change was not made.",
            mend: "Send it again when the platform runs.",
            example: """
                MER-7306: 'data/documents.sqlite' is closed
                """),
        .init(
            .badDocument, "A document can't be kept like this",
            "Keys are 1–512 letters, digits and `-_.=`, in parts that `/` separates; values have at most 1 MiB; a commit "
                + "has 1–1,000 changes, each of another key.",
            mend: "Change what the message names.",
            example: """
                services/shop
                releases/shop/17
                """),
        .init(
            .documentConflict, "A document was changed by someone else",
            "The change was to be made only if the document was as expected, and it is not. Nothing of the commit was "
                + "kept.",
            mend: "Read the document again, and repeat the change on what it is now.",
            example: """
                MER-7312: 'services/shop' is at revision 42, not 41 as expected
                """),
        .init(
            .watchTooFarBehind, "A watch begins before what is kept of the history",
            "Old changes are forgotten after a while, and one that was not seen yet is among them.",
            mend: "List the documents again, and watch from the revision of the list.",
            example: """
                MER-7313: revision 17 is no longer in the history, which begins after 1020; list again
                """),
        .init(
            .unknownBlob, "There is no such blob",
            "It was never stored, or was deleted when nothing needed it any more.",
            mend: "Store it again: deploy the package, or restore a backup.",
            example: """
                MER-7321: there is no blob 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08
                """),
        .init(
            .damagedBlob, "A blob is damaged",
            "Its bytes do not have the SHA-256 that is its name. It is not served. Storing the right bytes again mends "
                + "it.",
            mend: "Store the same bytes again, or restore a backup; then look after the disk.",
            example: """
                $ sha256sum data/blobs/9f/9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08
                """),
        .init(
            .blobMismatch, "Bytes are not those that were announced",
            "Their SHA-256 is another than the one that came with them: the transfer was cut off or changed them. "
                + "Nothing was kept.",
            mend: "Send them again.",
            example: """
                MER-7323: the bytes have the SHA-256 2c26b4…, not 9f86d0… as announced
                """),
        .init(
            .blobTooLarge, "A blob is too large",
            "It has more bytes than are taken here. Nothing was kept.",
            mend: "Make it smaller, or raise the limit.",
            example: """
                MER-7324: the blob has more than 268435456 bytes
                """),
        .init(
            .eventRefused, "An event can't be queued like this",
            "Names of lanes are 1–200 visible ASCII characters; ordering and idempotency keys have 1–512 bytes; head and "
                + "payload together have at most as many bytes as the queue takes.",
            mend: "Change what the message names; put large content elsewhere, and its address into the event.",
            example: """
                MER-7331: the event has 2097152 bytes, and the queue takes 1048576
                """),
        .init(
            .queueFull, "A queue is full",
            "Events come in faster than they are worked off, and as many wait as may. This one was not accepted. "
                + "A request is answered 429.",
            mend: "Send it again later, or give the function more instances.",
            example: """
                MER-7332: the lane 'charge' holds 1000000 events, as many as it may
                """),
        .init(
            .leaseLost, "A lease was lost",
            "The event was not settled within the time of its lease and was given to another, or was purged. What this "
                + "worker did may be done twice.",
            mend: "Lease for longer, or extend the lease while the work goes on.",
            example: """
                MER-7333: the lease of event 1207 in the lane 'charge' is lost
                """),
        .init(
            .backupUnusable, "A backup can't be used",
            "A file of it is missing, has another size or another SHA-256 than its manifest says, or the manifest can't "
                + "be read. Nothing was replaced.",
            mend: "Use another backup, or bring the files that the message names.",
            example: """
                MER-7341: 'backup/queues/shop.sqlite' is not the file that was backed up: its SHA-256 differs
                """),
        .init(
            .backupTargetExists, "There is something already where a backup or its content should go",
            "Backups and restored data are never put over something that exists.",
            mend: "Name another directory, or move what is there.",
            example: """
                MER-7342: 'backup' exists already
                """),
    ]
}
