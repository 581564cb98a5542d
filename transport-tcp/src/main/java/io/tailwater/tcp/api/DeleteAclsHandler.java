package io.tailwater.tcp.api;

import io.tailwater.core.security.AclOperation;
import io.tailwater.core.security.AuditAction;
import io.tailwater.core.security.rule.AccessRules;
import io.tailwater.core.security.rule.AclFilter;
import io.tailwater.core.security.rule.AclRule;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.message.DeleteAclsRequestData;
import org.apache.kafka.common.message.DeleteAclsRequestData.DeleteAclsFilter;
import org.apache.kafka.common.message.DeleteAclsResponseData;
import org.apache.kafka.common.message.DeleteAclsResponseData.DeleteAclsFilterResult;
import org.apache.kafka.common.message.DeleteAclsResponseData.DeleteAclsMatchingAcl;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.protocol.Readable;

/** Takes back who may do what, and tells which rules these were. v2 and v3 change nothing here. */
final class DeleteAclsHandler implements ApiHandler<DeleteAclsRequestData, DeleteAclsResponseData> {

    @Override
    public ApiKeys api() {
        return ApiKeys.DELETE_ACLS;
    }

    @Override
    public VersionRange versions() {
        return VersionRange.of(1, 3);
    }

    @Override
    public DeleteAclsRequestData decode(Readable body, short version) {
        return new DeleteAclsRequestData(body, version);
    }

    @Override
    public Errors authorize(RequestContext context, DeleteAclsRequestData request) {
        return context.clusterRefusal(AclOperation.ALTER);
    }

    @Override
    public Future<DeleteAclsResponseData> handle(RequestContext context, DeleteAclsRequestData request) {
        AccessRules rules = context.broker().security().rules();
        if (rules == null) {
            return Future.succeededFuture(answer(request, Errors.SECURITY_DISABLED, AclWire.NO_RULES));
        }
        DeleteAclsResponseData response = new DeleteAclsResponseData();
        List<AclFilter> filters = new ArrayList<>();
        List<DeleteAclsFilterResult> answers = new ArrayList<>();
        for (DeleteAclsFilter wanted : request.filters()) {
            DeleteAclsFilterResult answer = new DeleteAclsFilterResult().setErrorMessage(null);
            response.filterResults().add(answer);
            try {
                filters.add(AclWire.filter(wanted));
                answers.add(answer);
            } catch (IllegalArgumentException e) {
                answer.setErrorCode(Errors.INVALID_REQUEST.code()).setErrorMessage(e.getMessage());
            }
        }
        return rules.remove(filters).map(removed -> {
            for (int i = 0; i < answers.size(); i++) {
                for (AclRule rule : removed.get(i)) {
                    answers.get(i).matchingAcls().add(told(rule));
                    context.broker()
                            .audit()
                            .note(context.connection().session(), AuditAction.RULE_DELETED, rule.toString());
                }
            }
            return response;
        });
    }

    private static DeleteAclsMatchingAcl told(AclRule rule) {
        return new DeleteAclsMatchingAcl()
                .setErrorMessage(null)
                .setResourceType(rule.type().code())
                .setResourceName(rule.name())
                .setPatternType(rule.pattern().code())
                .setPrincipal(rule.principal().toString())
                .setHost(rule.host())
                .setOperation(rule.operation().code())
                .setPermissionType(rule.permission().code());
    }

    private static DeleteAclsResponseData answer(DeleteAclsRequestData request, Errors error, String message) {
        DeleteAclsResponseData response = new DeleteAclsResponseData();
        for (int i = 0; i < request.filters().size(); i++) {
            response.filterResults()
                    .add(new DeleteAclsFilterResult().setErrorCode(error.code()).setErrorMessage(message));
        }
        return response;
    }

    @Override
    public DeleteAclsResponseData failed(RequestContext context, DeleteAclsRequestData request, Errors error) {
        return answer(request, error, error.message());
    }
}
