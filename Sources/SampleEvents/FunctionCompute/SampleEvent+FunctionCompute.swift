public import MeridianCore

extension SampleEvent {
    /// A request to a Function Compute HTTP trigger, as a function of a built-in runtime gets it. A custom runtime is
    /// handed the request itself.
    public static func functionComputeHTTP(
        _ request: SampleRequest = SampleRequest(.get, "/items/7?size=20"), region: String = "cn-hangzhou"
    ) -> SampleEvent {
        let host = "shop-abcdefghij.\(region).fcapp.run"
        return SampleEvent([
            "version": "v1",
            "rawPath": .string(request.path),
            "body": .string(request.body),
            "isBase64Encoded": false,
            "headers": joined(request.fields(host: host)),
            "queryParameters": joined(request.queryItems),
            "requestContext": [
                "accountId": .string(SampleText.aliyunAccount),
                "domainName": .string(host),
                "domainPrefix": "shop-abcdefghij",
                "http": [
                    "method": .string(request.method.rawValue),
                    "path": .string(request.path),
                    "protocol": "HTTP/1.1",
                    "sourceIp": .string(SampleText.clientAddress),
                    "userAgent": .string(SampleText.userAgent),
                ],
                "requestId": .string("1-69a40858-" + SampleText.hexadecimal(1, 12)),
                "time": .string(SampleMoment.standard.plain),
                "timeEpoch": .string(String(SampleMoment.standard.milliseconds)),
            ],
        ])
    }

    /// A change of an object in an OSS bucket.
    /// - Parameters:
    ///   - event: Such as `ObjectCreated:PutObject` or `ObjectRemoved:DeleteObject`.
    ///   - size: In bytes.
    public static func oss(
        bucket: String = "photos", key: String = "in/red lamp.jpg", event: String = "ObjectCreated:PutObject",
        size: Int = 1_024, region: String = "cn-hangzhou"
    ) -> SampleEvent {
        SampleEvent([
            "events": [
                [
                    "eventName": .string(event),
                    "eventSource": "acs:oss",
                    "eventTime": .string(SampleMoment.standard.precise),
                    "eventVersion": "1.0",
                    "oss": [
                        "bucket": [
                            "arn": .string("acs:oss:\(region):\(SampleText.aliyunAccount):\(bucket)"),
                            "name": .string(bucket),
                            "ownerIdentity": .string(SampleText.aliyunAccount),
                        ],
                        "object": [
                            "deltaSize": .integer(Int64(size)),
                            "eTag": .string(SampleDigest.md5(key).uppercased()),
                            "key": .string(key),
                            "size": .integer(Int64(size)),
                        ],
                        "ossSchemaVersion": "1.0",
                        "ruleId": .string(SampleText.hexadecimal(1, 40)),
                    ],
                    "region": .string(region),
                    "requestParameters": ["sourceIPAddress": .string(SampleText.clientAddress)],
                    "responseElements": ["requestId": .string(SampleText.hexadecimal(1, 24))],
                    "userIdentity": ["principalId": .string(SampleText.aliyunAccount)],
                ]
            ]
        ])
    }

    /// A run of a Function Compute timer.
    /// - Parameters:
    ///   - trigger: The trigger's name.
    ///   - payload: What the trigger was declared with.
    public static func functionComputeTimer(trigger: String = "nightly", payload: String = "") -> SampleEvent {
        SampleEvent([
            "triggerTime": .string(SampleMoment.standard.plain),
            "triggerName": .string(trigger),
            "payload": .string(payload),
        ])
    }

    /// A message of an MNS topic, in the format JSON.
    public static func mns(topic: String = "orders", message: String = #"{"order":"1001"}"#) -> SampleEvent {
        SampleEvent([
            "TopicOwner": .string(SampleText.aliyunAccount),
            "Message": .string(message),
            "Subscriber": .string(SampleText.aliyunAccount),
            "PublishTime": .integer(SampleMoment.standard.milliseconds),
            "SubscriptionName": .string("\(topic)-to-function"),
            "MessageMD5": .string(SampleDigest.md5(message).uppercased()),
            "TopicName": .string(topic),
            "MessageId": .string(SampleText.hexadecimal(1, 32)),
        ])
    }

    /// Lines of a Simple Log Service logstore: not the lines but where to read them.
    public static func logService(
        project: String = "shop", logstore: String = "access", shard: Int = 0, region: String = "cn-hangzhou"
    ) -> SampleEvent {
        let begin = SampleMoment.standard.milliseconds * 1_000_000
        return SampleEvent([
            "parameter": [:],
            "source": [
                "endpoint": .string("http://\(region)-intranet.log.aliyuncs.com"),
                "projectName": .string(project),
                "logstoreName": .string(logstore),
                "shardId": .integer(Int64(shard)),
                "beginCursor": .string(SampleText.base64(String(begin))),
                "endCursor": .string(SampleText.base64(String(begin + 1))),
            ],
            "jobName": .string(SampleText.hexadecimal(1, 40).lowercased()),
            "taskId": .string(SampleText.uuid(1)),
            "cursorTime": .integer(SampleMoment.standard.milliseconds / 1_000),
        ])
    }
}
