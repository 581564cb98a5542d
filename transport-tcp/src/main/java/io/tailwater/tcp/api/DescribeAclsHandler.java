package io.tailwater.tcp.api;

import io.tailwater.core.security.AclOperation;
import io.tailwater.core.security.ResourceType;
import io.tailwater.core.security.rule.AccessRules;
import io.tailwater.core.security.rule.AclRule;
import io.tailwater.core.security.rule.PatternType;
import io.vertx.core.Future;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.message.DescribeAclsRequestData;
import org.apache.kafka.common.message.DescribeAclsResponseData;
import org.apache.kafka.common.message.DescribeAclsResponseData.AclDescription;
import org.apache.kafka.common.message.DescribeAclsResponseData.DescribeAclsResource;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.protocol.Readable;

/** Tells who may do what. v2 and v3 change nothing here. */
final class DescribeAclsHandler implements ApiHandler<DescribeAclsRequestData, DescribeAclsResponseData> {

    /** What rules are told together. */
    private record Resource(ResourceType type, PatternType pattern, String name) {}

    @Override
    public ApiKeys api() {
        return ApiKeys.DESCRIBE_ACLS;
    }

    @Override
    public VersionRange versions() {
        return VersionRange.of(1, 3);
    }

    @Override
    public DescribeAclsRequestData decode(Readable body, short version) {
        return new DescribeAclsRequestData(body, version);
    }

    @Override
    public Errors authorize(RequestContext context, DescribeAclsRequestData request) {
        return context.clusterRefusal(AclOperation.DESCRIBE);
    }

    @Override
    public Future<DescribeAclsResponseData> handle(RequestContext context, DescribeAclsRequestData request) {
        AccessRules rules = context.broker().security().rules();
        if (rules == null) {
            return Future.succeededFuture(
                    failed(context, request, Errors.SECURITY_DISABLED).setErrorMessage(AclWire.NO_RULES));
        }
        List<AclRule> found;
        try {
            found = rules.find(AclWire.filter(request));
        } catch (IllegalArgumentException e) {
            return Future.succeededFuture(
                    failed(context, request, Errors.INVALID_REQUEST).setErrorMessage(e.getMessage()));
        }
        Map<Resource, DescribeAclsResource> resources = new LinkedHashMap<>();
        for (AclRule rule : found) {
            resources
                    .computeIfAbsent(
                            new Resource(rule.type(), rule.pattern(), rule.name()), DescribeAclsHandler::resource)
                    .acls()
                    .add(new AclDescription()
                            .setPrincipal(rule.principal().toString())
                            .setHost(rule.host())
                            .setOperation(rule.operation().code())
                            .setPermissionType(rule.permission().code()));
        }
        return Future.succeededFuture(
                new DescribeAclsResponseData().setErrorMessage(null).setResources(List.copyOf(resources.values())));
    }

    private static DescribeAclsResource resource(Resource resource) {
        return new DescribeAclsResource()
                .setResourceType(resource.type().code())
                .setPatternType(resource.pattern().code())
                .setResourceName(resource.name());
    }

    @Override
    public DescribeAclsResponseData failed(RequestContext context, DescribeAclsRequestData request, Errors error) {
        return new DescribeAclsResponseData().setErrorCode(error.code()).setErrorMessage(error.message());
    }
}
