# The number of workers follows the waiting tasks: the sidecar of each worker logs the metric.
resource "aws_appautoscaling_target" "worker" {
  service_namespace  = "ecs"
  resource_id        = "service/${aws_ecs_cluster.this.name}/${aws_ecs_service.worker.name}"
  scalable_dimension = "ecs:service:DesiredCount"
  min_capacity       = var.worker_count.min
  max_capacity       = var.worker_count.max
}

resource "aws_appautoscaling_policy" "more" {
  name               = "more-workers"
  service_namespace  = aws_appautoscaling_target.worker.service_namespace
  resource_id        = aws_appautoscaling_target.worker.resource_id
  scalable_dimension = aws_appautoscaling_target.worker.scalable_dimension
  policy_type        = "StepScaling"

  step_scaling_policy_configuration {
    adjustment_type         = "ChangeInCapacity"
    metric_aggregation_type = "Maximum"
    cooldown                = 120

    step_adjustment {
      scaling_adjustment          = 1
      metric_interval_lower_bound = 0
      metric_interval_upper_bound = 9 * var.worker_backlog
    }

    step_adjustment {
      scaling_adjustment          = 3
      metric_interval_lower_bound = 9 * var.worker_backlog
    }
  }
}

resource "aws_appautoscaling_policy" "fewer" {
  name               = "fewer-workers"
  service_namespace  = aws_appautoscaling_target.worker.service_namespace
  resource_id        = aws_appautoscaling_target.worker.resource_id
  scalable_dimension = aws_appautoscaling_target.worker.scalable_dimension
  policy_type        = "StepScaling"

  step_scaling_policy_configuration {
    adjustment_type         = "ChangeInCapacity"
    metric_aggregation_type = "Maximum"
    cooldown                = 300

    step_adjustment {
      scaling_adjustment          = -1
      metric_interval_upper_bound = 0
    }
  }
}

resource "aws_cloudwatch_metric_alarm" "backlog" {
  alarm_name          = "${var.name}-backlog"
  alarm_description   = "Tasks wait for workers; one is added."
  namespace           = "Adtech"
  metric_name         = "TaskQueueBacklog"
  statistic           = "Maximum"
  comparison_operator = "GreaterThanOrEqualToThreshold"
  threshold           = var.worker_backlog
  period              = 60
  evaluation_periods  = 2
  treat_missing_data  = "notBreaching"
  alarm_actions       = [aws_appautoscaling_policy.more.arn]
}

resource "aws_cloudwatch_metric_alarm" "no_backlog" {
  alarm_name          = "${var.name}-no-backlog"
  alarm_description   = "No task has waited for 15 minutes; a worker is taken away."
  namespace           = "Adtech"
  metric_name         = "TaskQueueBacklog"
  statistic           = "Maximum"
  comparison_operator = "LessThanThreshold"
  threshold           = 1
  period              = 60
  evaluation_periods  = 15
  treat_missing_data  = "missing"
  alarm_actions       = [aws_appautoscaling_policy.fewer.arn]
}
