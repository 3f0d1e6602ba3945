extension SampleEvent {
    /// A batch of messages of an SQS queue.
    /// - Parameters:
    ///   - bodies: The messages' texts.
    ///   - receiveCount: How often each has been handed out, 1 for the first delivery.
    ///   - attributes: The messages' own attributes, all strings.
    public static func sqs(
        queue: String = "orders", bodies: [String] = [#"{"order":"1001"}"#], receiveCount: Int = 1,
        attributes: [(String, String)] = [], region: String = "us-east-1"
    ) -> SampleEvent {
        let sent = SampleMoment.standard.milliseconds
        let records = bodies.enumerated().map { index, body -> SampleJSON in
            [
                "messageId": .string(SampleText.uuid(index + 1)),
                "receiptHandle": .string(SampleText.base64("\(queue) \(SampleText.uuid(index + 1))")),
                "body": .string(body),
                "attributes": [
                    "ApproximateReceiveCount": .string(String(receiveCount)),
                    "SentTimestamp": .string(String(sent)),
                    "SenderId": "AIDASAMPLESENDER00001",
                    "ApproximateFirstReceiveTimestamp": .string(String(sent + 2)),
                ],
                "messageAttributes": .object(
                    attributes.map { name, value in
                        .init(
                            name,
                            [
                                "stringValue": .string(value), "stringListValues": [], "binaryListValues": [],
                                "dataType": "String",
                            ])
                    }),
                "md5OfBody": .string(SampleDigest.md5(body)),
                "eventSource": "aws:sqs",
                "eventSourceARN": .string("arn:aws:sqs:\(region):\(SampleText.awsAccount):\(queue)"),
                "awsRegion": .string(region),
            ]
        }
        return SampleEvent(["Records": .array(records)])
    }
}
