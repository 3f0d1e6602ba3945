extension SampleEvent {
    /// A change of an object in an S3 bucket.
    /// - Parameters:
    ///   - key: The object's key as it is; S3 form-encodes it in events, and so does the sample.
    ///   - event: Such as `ObjectCreated:Put` or `ObjectRemoved:Delete`; the latter has neither size nor ETag.
    ///   - size: In bytes.
    public static func s3(
        bucket: String = "photos", key: String = "in/red lamp.jpg", event: String = "ObjectCreated:Put",
        size: Int = 1_024, region: String = "us-east-1"
    ) -> SampleEvent {
        let isRemoval = event.hasPrefix("ObjectRemoved")
        return SampleEvent([
            "Records": [
                [
                    "eventVersion": "2.1",
                    "eventSource": "aws:s3",
                    "awsRegion": .string(region),
                    "eventTime": .string(SampleMoment.standard.precise),
                    "eventName": .string(event),
                    "userIdentity": ["principalId": "AWS:AIDASAMPLEUSER0000001"],
                    "requestParameters": ["sourceIPAddress": .string(SampleText.clientAddress)],
                    "responseElements": [
                        "x-amz-request-id": .string(SampleText.hexadecimal(1, 16)),
                        "x-amz-id-2": .string(SampleText.base64("a sample of an extended request id")),
                    ],
                    "s3": [
                        "s3SchemaVersion": "1.0",
                        "configurationId": .string(SampleText.uuid(1)),
                        "bucket": [
                            "name": .string(bucket),
                            "ownerIdentity": ["principalId": "A1SAMPLEOWNER"],
                            "arn": .string("arn:aws:s3:::\(bucket)"),
                        ],
                        "object": .members(
                            ("key", .string(SampleText.formEncoded(key, keeping: "/"))),
                            ("size", isRemoval ? nil : .integer(Int64(size))),
                            ("eTag", isRemoval ? nil : .string(SampleDigest.md5(key))),
                            ("sequencer", .string(SampleText.hexadecimal(1, 18)))),
                    ],
                ]
            ]
        ])
    }
}
