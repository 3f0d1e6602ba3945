extension SampleEvent {
    /// An event of an EventBridge bus.
    public static func eventBridge(
        source: String = "com.example.shop", detailType: String = "order.paid", detail: SampleJSON = ["order": "1001"],
        resources: [String] = [], region: String = "us-east-1"
    ) -> SampleEvent {
        SampleEvent([
            "version": "0",
            "id": .string(SampleText.uuid(1)),
            "detail-type": .string(detailType),
            "source": .string(source),
            "account": .string(SampleText.awsAccount),
            "time": .string(SampleMoment.standard.plain),
            "region": .string(region),
            "resources": .array(resources.map(SampleJSON.string)),
            "detail": detail,
        ])
    }

    /// What an EventBridge rule with a schedule sends.
    /// - Parameter rule: The rule's name.
    public static func scheduled(rule: String = "nightly", region: String = "us-east-1") -> SampleEvent {
        eventBridge(
            source: "aws.events", detailType: "Scheduled Event", detail: [:],
            resources: ["arn:aws:events:\(region):\(SampleText.awsAccount):rule/\(rule)"], region: region)
    }
}
