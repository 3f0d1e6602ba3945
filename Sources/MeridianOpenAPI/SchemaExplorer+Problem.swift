package import Meridian

/// Problems by RFC 9457, as every answer with an error is one.
extension SchemaExplorer {
    /// The answer with an error; it refers to ``problem`` as the schema `Problem`.
    package static let problemResponse: JSONValue = [
        "description": "A problem by RFC 9457.",
        "content": ["application/problem+json": ["schema": ["$ref": "#/components/schemas/Problem"]]],
    ]

    /// The schema of an error's document.
    package static let problem: JSONValue = [
        "type": "object", "required": ["type", "title", "status"],
        "properties": [
            "type": ["type": "string", "format": "uri-reference"], "title": ["type": "string"],
            "status": ["type": "integer", "minimum": 400, "maximum": 599], "detail": ["type": "string"],
            "code": ["type": "string", "description": "What `meridian explain` takes.", "pattern": "^MER-[0-9]{4}$"],
            "requestId": ["type": "string"],
            "errors": [
                "type": "array",
                "items": [
                    "type": "object", "required": ["field", "in", "message", "code"],
                    "properties": [
                        "field": ["type": "string"], "in": ["enum": ["path", "query", "header", "cookie", "body"]],
                        "message": ["type": "string"], "code": ["type": "string"],
                    ],
                ],
            ],
        ],
    ]
}
