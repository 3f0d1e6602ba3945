import Meridian

@Functions
struct MailFunctions {
    @Inject var catalog: Catalog
    @Inject var store: Store

    @Queue("mails", batchSize: 20, description: "Write to people about their orders")
    func mails(_ messages: [QueueMessage<Mail>], _ context: Context) throws {
        let logger = context.logger
        for message in messages {
            let mail = message.body
            // What can't be written now never can: throwing would bring the whole batch again.
            guard mail.hasAddress, let order = try? store.order(mail.order) else {
                logger.warning("dropped the mail \(message.id): no address or no such order")
                continue
            }
            let letter = Letter(to: mail.to, about: order, of: try catalog.item(order.item))
            if store.send(letter, for: message.id) {
                logger.info("mailed: \(letter.subject)", metadata: ["order": "\(order.id)"])
            }
        }
    }
}
