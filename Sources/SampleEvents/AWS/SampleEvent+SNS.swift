extension SampleEvent {
    /// A notification of an SNS topic.
    public static func sns(
        topic: String = "orders", message: String = #"{"order":"1001"}"#, subject: String? = nil,
        attributes: [(String, String)] = [], region: String = "us-east-1"
    ) -> SampleEvent {
        let arn = "arn:aws:sns:\(region):\(SampleText.awsAccount):\(topic)"
        let host = "https://sns.\(region).amazonaws.com"
        return SampleEvent([
            "Records": [
                [
                    "EventSource": "aws:sns",
                    "EventVersion": "1.0",
                    "EventSubscriptionArn": .string("\(arn):\(SampleText.uuid(2))"),
                    "Sns": [
                        "Type": "Notification",
                        "MessageId": .string(SampleText.uuid(1)),
                        "TopicArn": .string(arn),
                        "Subject": .optional(subject),
                        "Message": .string(message),
                        "Timestamp": .string(SampleMoment.standard.precise),
                        "SignatureVersion": "1",
                        "Signature": .string(SampleText.base64("no signature: a sample")),
                        "SigningCertUrl": .string("\(host)/SimpleNotificationService-sample.pem"),
                        "UnsubscribeUrl": .string(
                            "\(host)/?Action=Unsubscribe&SubscriptionArn=\(arn):\(SampleText.uuid(2))"),
                        "MessageAttributes": .object(
                            attributes.map { .init($0, ["Type": "String", "Value": .string($1)]) }),
                    ],
                ]
            ]
        ])
    }
}
