import ArgumentParser

struct EventCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "event", abstract: "Send events, ask what became of them, and print samples.",
        discussion: """
            Without `send` or `fate` it prints a sample of what calls a function, as `meridian event sample` does.

              meridian event s3 bucket=photos key=cat.jpg
              meridian event send com.example.order.paid --data @order.json
              meridian event fate shop 17
            """,
        subcommands: [Sample.self, Send.self, Fate.self], defaultSubcommand: Sample.self)
}
