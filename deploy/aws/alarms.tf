resource "aws_sns_topic" "alarms" {
  name              = "${var.name}-alarms"
  kms_master_key_id = aws_kms_key.alarms.id
}

# With AWS's default key for topics, alarms and events could not publish.
resource "aws_kms_key" "alarms" {
  description         = "messages of the topic of alarms"
  enable_key_rotation = true
  policy              = data.aws_iam_policy_document.alarms_key.json
}

data "aws_caller_identity" "current" {}

data "aws_iam_policy_document" "alarms_key" {
  statement {
    sid       = "Administration"
    actions   = ["kms:*"]
    resources = ["*"]

    principals {
      type        = "AWS"
      identifiers = ["arn:aws:iam::${data.aws_caller_identity.current.account_id}:root"]
    }
  }

  statement {
    sid       = "Publishers"
    actions   = ["kms:Decrypt", "kms:GenerateDataKey*"]
    resources = ["*"]

    principals {
      type        = "Service"
      identifiers = ["cloudwatch.amazonaws.com", "events.amazonaws.com"]
    }
  }
}

data "aws_iam_policy_document" "alarms_topic" {
  statement {
    sid       = "Publishers"
    actions   = ["sns:Publish"]
    resources = [aws_sns_topic.alarms.arn]

    principals {
      type        = "Service"
      identifiers = ["cloudwatch.amazonaws.com", "events.amazonaws.com"]
    }

    condition {
      test     = "StringEquals"
      variable = "aws:SourceAccount"
      values   = [data.aws_caller_identity.current.account_id]
    }
  }
}

resource "aws_sns_topic_policy" "alarms" {
  arn    = aws_sns_topic.alarms.arn
  policy = data.aws_iam_policy_document.alarms_topic.json
}

resource "aws_sns_topic_subscription" "email" {
  topic_arn = aws_sns_topic.alarms.arn
  protocol  = "email"
  endpoint  = var.alarm_email
}

locals {
  alarms = {
    api-errors = {
      description = "The API answers with 5xx."
      namespace   = "AWS/ApplicationELB"
      metric      = "HTTPCode_Target_5XX_Count"
      dimensions  = { LoadBalancer = aws_lb.api.arn_suffix }
      statistic   = "Sum"
      comparison  = "GreaterThanThreshold"
      threshold   = 10
      missing     = "notBreaching"
    }
    api-away = {
      description = "No task of the API is well."
      namespace   = "AWS/ApplicationELB"
      metric      = "HealthyHostCount"
      dimensions = {
        LoadBalancer = aws_lb.api.arn_suffix
        TargetGroup  = aws_lb_target_group.api.arn_suffix
      }
      statistic  = "Maximum"
      comparison = "LessThanThreshold"
      threshold  = 1
      missing    = "breaching"
    }
    workers-away = {
      description = "No worker runs."
      namespace   = "ECS/ContainerInsights"
      metric      = "RunningTaskCount"
      dimensions = {
        ClusterName = aws_ecs_cluster.this.name
        ServiceName = aws_ecs_service.worker.name
      }
      statistic  = "Maximum"
      comparison = "LessThanThreshold"
      threshold  = 1
      missing    = "breaching"
    }
    database-full = {
      description = "Postgres has less than 5 GB left."
      namespace   = "AWS/RDS"
      metric      = "FreeStorageSpace"
      dimensions  = { DBInstanceIdentifier = aws_db_instance.postgres.identifier }
      statistic   = "Minimum"
      comparison  = "LessThanThreshold"
      threshold   = 5000000000
      missing     = "breaching"
    }
    database-busy = {
      description = "Postgres has used over 90 % of its CPU for a quarter of an hour."
      namespace   = "AWS/RDS"
      metric      = "CPUUtilization"
      dimensions  = { DBInstanceIdentifier = aws_db_instance.postgres.identifier }
      statistic   = "Average"
      comparison  = "GreaterThanThreshold"
      threshold   = 90
      missing     = "breaching"
    }
  }
}

resource "aws_cloudwatch_metric_alarm" "alarm" {
  for_each = local.alarms

  alarm_name          = "${var.name}-${each.key}"
  alarm_description   = each.value.description
  namespace           = each.value.namespace
  metric_name         = each.value.metric
  dimensions          = each.value.dimensions
  statistic           = each.value.statistic
  comparison_operator = each.value.comparison
  threshold           = each.value.threshold
  period              = 300
  evaluation_periods  = 3
  treat_missing_data  = each.value.missing
  alarm_actions       = [aws_sns_topic.alarms.arn]
  ok_actions          = [aws_sns_topic.alarms.arn]
}

# Every night the doctor checks what no metric shows: missing, failed or stale dates, late logs, unusual volumes.
resource "aws_scheduler_schedule" "doctor" {
  name                         = "${var.name}-doctor"
  schedule_expression          = "cron(30 0 * * ? *)"
  schedule_expression_timezone = "UTC"

  flexible_time_window {
    mode = "OFF"
  }

  target {
    arn      = aws_ecs_cluster.this.arn
    role_arn = aws_iam_role.scheduler.arn

    ecs_parameters {
      # The newest revision, because each release creates one.
      task_definition_arn = aws_ecs_task_definition.part["doctor"].arn_without_revision
      launch_type         = "FARGATE"

      network_configuration {
        subnets         = var.private_subnet_ids
        security_groups = [aws_security_group.worker.id]
      }
    }
  }
}

data "aws_iam_policy_document" "scheduler_trust" {
  statement {
    actions = ["sts:AssumeRole"]

    principals {
      type        = "Service"
      identifiers = ["scheduler.amazonaws.com"]
    }

    condition {
      test     = "StringEquals"
      variable = "aws:SourceAccount"
      values   = [data.aws_caller_identity.current.account_id]
    }
  }
}

resource "aws_iam_role" "scheduler" {
  name_prefix        = "${var.name}-scheduler-"
  assume_role_policy = data.aws_iam_policy_document.scheduler_trust.json
}

data "aws_iam_policy_document" "scheduler" {
  statement {
    sid     = "Doctor"
    actions = ["ecs:RunTask"]
    resources = [
      aws_ecs_task_definition.part["doctor"].arn_without_revision,
      "${aws_ecs_task_definition.part["doctor"].arn_without_revision}:*",
    ]
  }

  statement {
    sid       = "Roles"
    actions   = ["iam:PassRole"]
    resources = [aws_iam_role.worker.arn, aws_iam_role.execution.arn]
  }
}

resource "aws_iam_role_policy" "scheduler" {
  name_prefix = "doctor-"
  role        = aws_iam_role.scheduler.id
  policy      = data.aws_iam_policy_document.scheduler.json
}

# The findings are in the log; a mail says that there are some.
resource "aws_cloudwatch_event_rule" "doctor" {
  name        = "${var.name}-doctor-finds-something"
  description = "The doctor has ended with another exit code than 0."
  event_pattern = jsonencode({
    source      = ["aws.ecs"]
    detail-type = ["ECS Task State Change"]
    detail = {
      clusterArn = [aws_ecs_cluster.this.arn]
      group      = ["family:${aws_ecs_task_definition.part["doctor"].family}"]
      lastStatus = ["STOPPED"]
      containers = { exitCode = [{ anything-but = [0] }] }
    }
  })
}

resource "aws_cloudwatch_event_target" "doctor" {
  rule = aws_cloudwatch_event_rule.doctor.name
  arn  = aws_sns_topic.alarms.arn
}

# A budget reports spending; it stops nothing.
resource "aws_budgets_budget" "month" {
  name         = var.name
  budget_type  = "COST"
  limit_amount = tostring(var.monthly_budget_usd)
  limit_unit   = "USD"
  time_unit    = "MONTHLY"

  cost_filter {
    name   = "TagKeyValue"
    values = ["user:application$${var.name}"]
  }

  dynamic "notification" {
    for_each = { ACTUAL = 80, FORECASTED = 100 }

    content {
      notification_type          = notification.key
      threshold                  = notification.value
      threshold_type             = "PERCENTAGE"
      comparison_operator        = "GREATER_THAN"
      subscriber_email_addresses = [var.alarm_email]
    }
  }
}
